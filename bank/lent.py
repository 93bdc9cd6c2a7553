"""What this app lends to the shared pages; found when the apps are ready."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from bank.flows import site
from bank.models.items import Item
from cms.lends import CITATIONS, SETUPS
from cms.queries.citations import Cited


def cited_by_items(bases) -> list[Cited]:
    links = Item.bases.through.objects.filter(legalbasis__in=bases).select_related("item")
    return [
        Cited(
            title=str(link.item),
            url=reverse("wagtailsnippets_bank_item:edit", args=[link.item_id]),
            basis_id=link.legalbasis_id,
            live=link.item.live,
        )
        for link in links
    ]


@CITATIONS.add
def item_citations() -> list:
    return [(gettext_lazy("exam item"), cited_by_items)]


SETUPS.add(site.set_up, order=40)
