"""Registration only: what the overview lends to the navigation and to the log."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.lends import Area
from staff.permissions import POLICY


@hooks.register("register_areas")
def areas(request) -> list[Area]:
    """The desk for those who look after people."""
    if not POLICY.holds(request.user, "overview.open_desk"):
        return []
    return [Area(_("Overview"), reverse("overview:desk"), "chart", 60)]


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("overview.export_people", _("Export a list of people")),
        ("overview.export_units", _("Export figures by organisation")),
    ):
        actions.register_action(action, label, label)
