"""Role grants: who may act where. Rows are given and taken back by flows, never edited."""

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from cms.lib.admin.scoped_viewset import ScopedIndexView, ScopedInspectView, ScopedModelViewSet
from staff.models.roles import RoleGrant
from staff.permissions import POLICY

STATES = {"live": _("in force"), "coming": _("not yet begun"), "ended": _("ended")}


class GrantFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=list(STATES.items()), method="by_state"
    )

    class Meta:
        model = RoleGrant
        fields = ["role", "state"]

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        now = timezone.now()
        live = RoleGrant.objects.live(now).values("pk")
        if value == "live":
            return rows.filter(pk__in=live)
        coming = Q(starts_at__gt=now, revoked_at__isnull=True)
        return rows.filter(coming) if value == "coming" else rows.exclude(coming | Q(pk__in=live))


class StateColumn(Column):
    def get_value(self, instance: RoleGrant) -> str:
        return STATES[instance.state_at(timezone.now())]


class GrantIndexView(ScopedIndexView):
    export_title = _("Register of roles")
    export_columns = (
        (_("Account"), 16, lambda grant: grant.user.username),
        (pgettext_lazy("person", "Name"), 20, lambda grant: grant.user.name),
        (_("Role"), 16, lambda grant: grant.get_role_display()),
        (_("Over"), 28, lambda grant: grant.organisation.name),
        (_("From"), 18, lambda grant: grant.starts_at),
        (_("Until"), 18, lambda grant: grant.ends_at),
        (_("State"), 10, lambda grant: STATES[grant.state_at(timezone.now())]),
        (_("Reason"), 36, lambda grant: grant.reason),
        (_("Given by"), 16, lambda grant: str(grant.granted_by or "")),
        (_("Taken back"), 18, lambda grant: grant.revoked_at),
        (_("Reason for taking back"), 36, lambda grant: grant.revoke_reason),
    )

    def filled_by(self) -> str:
        return "、".join(top.name for top in POLICY.tops(self.request.user, "staff.manage_grants"))

    def note_export(self, rows: int) -> None:
        user = self.request.user
        log(instance=user, action="staff.export_grants", user=user, data={"rows": rows})

    @cached_property
    def header_buttons(self) -> list:
        url = reverse("staff_grant_give")
        return [HeaderButton(_("Give a role"), url=url, icon_name="plus")]


class GrantInspectView(ScopedInspectView):
    @cached_property
    def header_more_buttons(self) -> list:
        if self.object.revoked_at is not None:
            return []
        url = reverse("staff_grant_take_back", args=[self.object.pk])
        return [HeaderButton(_("Take a role back"), url=url, icon_name="cross")]


class GrantViewSet(ScopedModelViewSet):
    model = RoleGrant
    icon = "key"
    menu_label = _("Roles")
    menu_name = "grants"
    menu_order = 430
    add_to_admin_menu = True
    index_view_class = GrantIndexView
    inspect_view_class = GrantInspectView
    filterset_class = GrantFilterSet
    search_fields = ["user__username", "user__name", "organisation__name", "reason"]
    list_per_page = 50
    list_display = [
        "user",
        Column("user.username", label=_("Log-in name"), sort_key="user__username"),
        "role",
        "organisation",
        "starts_at",
        "ends_at",
        StateColumn("state", label=_("State")),
    ]
    inspect_view_fields = [
        "user",
        "role",
        "organisation",
        "starts_at",
        "ends_at",
        "reason",
        "granted_by",
        "revoked_at",
        "revoked_by",
        "revoke_reason",
    ]

    def scope(self, user, action: str) -> QuerySet | None:
        if not POLICY.holds(user, "staff.manage_grants"):
            return None
        rows = RoleGrant.objects.select_related("user", "organisation", "granted_by")
        return POLICY.scope(user, "staff.manage_grants", rows)
