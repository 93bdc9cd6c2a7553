"""Registration only: what the overview lends to the navigation and to the log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("overview.export_people", _("Export a list of people")),
        ("overview.export_units", _("Export figures by organisation")),
    ):
        actions.register_action(action, label, label)
