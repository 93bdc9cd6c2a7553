"""Registration only: what staff lends to the shell, the desk, the record and the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from staff.permissions import POLICY
from staff.reports.audit import AuditLogView
from staff.reports.roster_changes import RosterChangesView
from staff.views import codes, grants, roster
from staff.viewsets.grants import GrantViewSet
from staff.viewsets.imports import RosterImportViewSet
from staff.viewsets.members import MemberViewSet

# --- Accounts and roles

# Accounts are made from the roster and roles by grants: Wagtail's own screens for them, and
# its log of every organisation, are for nobody.
HIDDEN = {"users", "groups", "site-history"}


@hooks.register("register_log_actions")
def account_log_actions(actions) -> None:
    for action, label in (
        ("staff.log_in", _("Log in")),
        ("staff.log_in_failed", _("Failed log-in")),
        ("staff.confirm_failed", _("Wrong password when asked again")),
        ("staff.change_password", _("Change the password")),
        ("staff.activate", _("Activate the account")),
        ("staff.issue_code", _("Issue a one-time code")),
        ("staff.ask_code", _("Ask for a one-time code")),
        ("staff.refuse_code", _("Refuse a one-time code")),
        ("staff.grant_role", _("Give a role")),
        ("staff.revoke_role", _("Take a role back")),
        ("staff.view_record", _("Look at a record")),
        ("staff.export_grants", _("Export the register of roles")),
        ("staff.export_log", _("Export the audit log")),
    ):
        actions.register_action(action, label, label)


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_reports_menu")
def hide_wagtail_accounts(request, items: list) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]


class HeldMenuItem(MenuItem):
    """Shown to those who hold `action` anywhere."""

    def __init__(self, label, url, *, action: str, **kwargs) -> None:
        self.action = action
        super().__init__(label, url, **kwargs)

    def is_shown(self, request) -> bool:
        return POLICY.holds(request.user, self.action)


@hooks.register("register_admin_urls")
def account_admin_urls() -> list:
    return [
        path("accounts/code/", codes.new_code, name="staff_new_code"),
        path("accounts/requests/", codes.requests, name="staff_account_requests"),
        *(
            path(
                f"accounts/requests/<int:pk>/{act}/",
                codes.decide,
                {"act": act},
                name=f"staff_account_{act}",
            )
            for act in ("confirm", "refuse")
        ),
        path("grants/give/", grants.give, name="staff_grant_give"),
        path("grants/<int:pk>/take-back/", grants.take_back, name="staff_grant_take_back"),
        path("reports/audit/", AuditLogView.as_view(), name="staff_audit_log"),
        path(
            "reports/audit/results/",
            AuditLogView.as_view(results_only=True),
            name="staff_audit_log_results",
        ),
    ]


@hooks.register("register_admin_viewset")
def grant_viewset() -> GrantViewSet:
    return GrantViewSet("staff_grants", url_prefix="grants")


@hooks.register("register_admin_menu_item")
def new_code_item() -> MenuItem:
    return HeldMenuItem(
        _("One-time code"),
        reverse("staff_new_code"),
        action="staff.manage_account",
        name="new-code",
        icon_name="key",
        order=420,
    )


@hooks.register("register_admin_menu_item")
def account_requests_item() -> MenuItem:
    return HeldMenuItem(
        _("Requests about accounts"),
        reverse("staff_account_requests"),
        action="staff.confirm_account",
        name="account-requests",
        icon_name="key",
        order=425,
    )


@hooks.register("register_reports_menu_item")
def audit_log_item() -> MenuItem:
    return HeldMenuItem(
        _("Audit log"),
        reverse("staff_audit_log"),
        action="staff.view_log",
        name="audit-log",
        icon_name="history",
        order=50,
    )


# --- The roster


class RosterGroup(ViewSetGroup):
    menu_label = _("Roster")
    menu_name = "roster"
    menu_icon = "group"
    menu_order = 410
    items = (MemberViewSet(), RosterImportViewSet())


@hooks.register("register_admin_viewset")
def roster_viewsets() -> RosterGroup:
    return RosterGroup()


@hooks.register("register_admin_urls")
def roster_admin_urls() -> list:
    report, results = RosterChangesView.as_view(), RosterChangesView.as_view(results_only=True)
    return [
        path("roster/upload/", roster.upload, name="roster_upload"),
        path("roster/template/", roster.template, name="roster_template"),
        path("roster/import/<str:token>/", roster.page, name="roster_import_page"),
        path("roster/import/<str:token>/errors/", roster.errors, name="roster_import_errors"),
        path("roster/import/<str:token>/discard/", roster.discard, name="roster_import_discard"),
        path("roster/import/<str:token>/codes/", roster.codes, name="roster_import_codes"),
        path("reports/roster-changes/", report, name="staff_roster_changes"),
        path("reports/roster-changes/results/", results, name="staff_roster_changes_results"),
    ]


@hooks.register("register_reports_menu_item")
def roster_changes_item() -> MenuItem:
    return HeldMenuItem(
        _("Roster changes"),
        reverse("staff_roster_changes"),
        action="staff.list_changes",
        name="roster-changes",
        icon_name="history",
        order=60,
    )


@hooks.register("register_log_actions")
def roster_log_actions(actions) -> None:
    for action, label in (
        ("staff.preview_roster", _("Upload a roster")),
        ("staff.apply_roster", _("Apply a roster")),
        ("staff.discard_roster", _("Discard a roster")),
        ("staff.take_codes", _("Hand out activation codes")),
        ("staff.transfer", _("Transfer a person")),
        ("staff.leave", _("Record leaving")),
        ("staff.unmask", _("Look at whole ID number and phone")),
        ("staff.export_roster", _("Export the roster")),
    ):
        actions.register_action(action, label, label)
