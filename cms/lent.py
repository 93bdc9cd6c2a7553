"""What the shell itself lends to its pages; imported when the apps are ready."""

from django.utils.translation import gettext_lazy

from cms.flows import publishing
from cms.lends import CITATIONS, SETUPS, Finder
from cms.models.policies import PolicyPage
from cms.queries.citations import cited_by_pages
from cms.viewsets import feedback


@CITATIONS.add
def citations() -> list[tuple[str, Finder]]:
    return [(gettext_lazy("policy document"), cited_by_pages(PolicyPage))]


SETUPS.add(publishing.set_up, order=10)
SETUPS.add(feedback.set_up, order=15)
