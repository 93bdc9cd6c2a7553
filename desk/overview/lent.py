"""What this app lends to the shared pages; found when the apps are ready."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.lends import AREAS, Area
from staff.permissions import POLICY


@AREAS.add
def areas(request) -> list[Area]:
    """The desk for those who look after people."""
    if not POLICY.holds(request.user, "overview.open_desk"):
        return []
    return [Area(_("Overview"), reverse("overview:desk"), "chart", 60)]
