"""Registration only: what near relatives lend to the desk, the menus and the admin."""

from django.utils.translation import gettext_lazy
from wagtail import hooks

from pledges.kinship.viewsets.terms import KinshipRulesViewSet, KinshipTermViewSet


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("kinship.conclude_declaration", gettext_lazy("Conclude on a declaration")),
        ("kinship.unmask_declaration", gettext_lazy("Look at whole numbers of a declaration")),
        ("kinship.confirm_household", gettext_lazy("Decide on a household on file")),
        ("kinship.unmask_household", gettext_lazy("Look at whole numbers of a household")),
        ("kinship.conclude_alert", gettext_lazy("Conclude on an alert about relatives")),
        ("kinship.look_again", gettext_lazy("Second look at an alert about relatives")),
        ("kinship.export_relatives", gettext_lazy("Export a register of near relatives")),
    ):
        actions.register_action(action, label, label)


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    return [KinshipTermViewSet(), KinshipRulesViewSet()]
