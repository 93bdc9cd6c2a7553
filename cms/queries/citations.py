"""Who cites a legal basis: apps answer by hook, so that all of it can be retired together.

`register_citations` hooks are `fn() -> list[(label, find)]`; `find(bases)` takes a queryset of
LegalBasis and yields a `Cited` for each link from live or draft content to one of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from wagtail import hooks


@dataclass(frozen=True)
class Cited:
    """One link. `url` leads to where an editor can change it."""

    title: str
    url: str
    basis_id: int
    live: bool


@dataclass(frozen=True)
class CitedRow:
    """A line of the report."""

    kind: str
    title: str
    url: str
    live: bool
    basis: str
    status: str
    retired_on: object


Finder = Callable[[QuerySet], Iterable[Cited]]


def cited_by_pages(model: type) -> Finder:
    """The finder for a page type with `citations`."""

    def find(bases: QuerySet) -> Iterable[Cited]:
        links = model._meta.get_field("citations").related_model.objects
        rows = links.filter(basis__in=bases).values_list(
            "page__pk", "page__title", "page__live", "basis_id"
        )
        for pk, title, live, basis_id in rows.order_by("page__title", "basis_id"):
            yield Cited(title, reverse("wagtailadmin_pages:edit", args=[pk]), basis_id, live)

    return find


def rows_citing(bases: QuerySet) -> list[CitedRow]:
    """Everything that cites one of `bases`, kind by kind; one query per kind."""
    by_id = {basis.pk: basis for basis in bases}
    found = []
    for register in hooks.get_hooks("register_citations"):
        for label, find in register():
            for cited in find(bases):
                basis = by_id[cited.basis_id]
                found.append(
                    CitedRow(
                        kind=str(label),
                        title=cited.title,
                        url=cited.url,
                        live=cited.live,
                        basis=f"《{basis.law}》{basis.article}（{basis.version}）",
                        status=str(basis.get_status_display()),
                        retired_on=basis.retired_on,
                    )
                )
    return found
