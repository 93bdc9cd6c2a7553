"""Role grants: who may act where. Rows are given and taken back by flows, never edited."""

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from staff.flows.registers import GRANTS
from staff.models.roles import STATE_LABELS, RoleGrant
from staff.viewsets.scoped import ReadOnlyViewSet, ScopedIndexView, may


class GrantFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=list(STATE_LABELS.items()), method="by_state"
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
        return STATE_LABELS[instance.state_at(timezone.now())]


class GrantIndexView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("user", "organisation", "granted_by")

    @cached_property
    def header_buttons(self) -> list:
        url = reverse("staff_grant_give")
        return [HeaderButton(_("Give a role"), url=url, icon_name="plus")]


class GrantInspectView(generic.InspectView):
    @cached_property
    def header_more_buttons(self) -> list:
        if self.object.revoked_at is not None:
            return []
        url = reverse("staff_grant_take_back", args=[self.object.pk])
        return [HeaderButton(_("Take a role back"), url=url, icon_name="cross")]


class GrantViewSet(ReadOnlyViewSet):
    model = RoleGrant
    actions = may("staff.manage_grants")
    register = GRANTS
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
