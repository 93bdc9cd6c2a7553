"""Registration only: what pledges lend to the desk, the record, the menus and the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from pledges.rounds.reports.pledges import PledgeRegisterView
from pledges.rounds.viewsets.templates import TemplateViewSet, VersionViewSet
from staff.permissions import POLICY


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("rounds.publish_version", gettext_lazy("Publish a pledge text")),
        ("rounds.open_round", gettext_lazy("Open a signing round")),
        ("rounds.close_round", gettext_lazy("Close a signing round")),
        ("rounds.exempt", gettext_lazy("Exempt somebody from signing")),
        ("rounds.lift_exemption", gettext_lazy("Lift an exemption from signing")),
        ("rounds.revoke", gettext_lazy("Revoke a pledge")),
        ("rounds.remind", gettext_lazy("Remind people to sign")),
        ("rounds.export_round", gettext_lazy("Export a signing round")),
        ("rounds.export_register", gettext_lazy("Export the register of a round")),
        ("rounds.export_list", gettext_lazy("Export the register of pledges")),
        ("rounds.export_versions", gettext_lazy("Export the list of pledge texts")),
    ):
        actions.register_action(action, label, label)


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    return [VersionViewSet(), TemplateViewSet()]


@hooks.register("register_admin_urls")
def register_urls() -> list:
    return [
        path("reports/pledges/", PledgeRegisterView.as_view(), name="pledge_register"),
        path(
            "reports/pledges/results/",
            PledgeRegisterView.as_view(results_only=True),
            name="pledge_register_results",
        ),
    ]


class RegisterMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return POLICY.holds(request.user, "rounds.list_envelopes")


@hooks.register("register_reports_menu_item")
def register_item() -> MenuItem:
    return RegisterMenuItem(
        gettext_lazy("Register of pledges"),
        reverse("pledge_register"),
        name="pledge-register",
        icon_name="doc-full",
        order=300,
    )
