"""The report 人员变动: who joined, moved, changed or left, in one's own organisations."""

import django_filters
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log

from cms.lib.admin.register_export import RegisterExportMixin
from staff.models.roster import RosterChange
from staff.models.roster_labels import FIELD_LABELS, value_label
from staff.permissions import POLICY


def described(change: RosterChange) -> str:
    """What changed, in one line: 岗位: 社会救助经办 → 民政助理."""
    if change.kind in {RosterChange.Kind.JOINED, RosterChange.Kind.LEFT}:
        return change.reason
    parts = [
        f"{FIELD_LABELS.get(field, field)}: "
        f"{value_label(field, change.before.get(field) or '') or '—'} → {value_label(field, after)}"
        for field, after in change.after.items()
    ]
    return "; ".join([*parts, change.reason] if change.reason else parts)


def _by(change: RosterChange) -> str:
    return str(change.by or "—")


def _day(change: RosterChange) -> str:
    return f"{change.effective_on:%Y-%m-%d}"


def _moment(change: RosterChange) -> str:
    return f"{localtime(change.at):%Y-%m-%d %H:%M}"


class RosterChangeFilterSet(WagtailFilterSet):
    effective_on = django_filters.DateFromToRangeFilter(
        label=_("Effective"), widget=DateRangePickerWidget
    )

    class Meta:
        model = RosterChange
        fields = ["kind", "effective_on"]


class RosterChangesView(RegisterExportMixin, ReportView):
    """Scoped: a change is seen where the person was before and where they are now."""

    page_title = _("Roster changes")
    header_icon = "history"
    export_title = _("Register of roster changes")
    index_url_name = "staff_roster_changes"
    index_results_url_name = "staff_roster_changes_results"
    filterset_class = RosterChangeFilterSet
    default_ordering = "-at"
    columns = [
        Column(
            "member",
            label=pgettext_lazy("person", "Name"),
            accessor="member.name",
            sort_key="member__name",
        ),
        Column("staff_number", label=_("Staff number"), accessor="member.staff_number"),
        Column("kind", label=_("Kind of change"), accessor="get_kind_display", sort_key="kind"),
        Column("organisation", label=_("Organisation"), accessor="organisation.name"),
        Column("detail", label=_("Details"), accessor=described),
        Column("day", label=_("Effective"), accessor=_day, sort_key="effective_on"),
        Column("by", label=_("Recorded by"), accessor=_by),
        Column("at", label=_("Recorded"), accessor=_moment, sort_key="at"),
    ]
    export_columns = (
        (pgettext_lazy("person", "Name"), 12, lambda change: change.member.name),
        (_("Staff number"), 12, lambda change: change.member.staff_number),
        (_("Kind of change"), 12, lambda change: change.get_kind_display()),
        (_("Organisation"), 28, lambda change: change.organisation.name),
        (_("Details"), 50, described),
        (_("Effective"), 14, lambda change: change.effective_on),
        (_("Recorded by"), 14, _by),
        (_("Recorded"), 18, lambda change: change.at),
    )

    def dispatch(self, request, *args, **kwargs):
        POLICY.require(request.user, "staff.list_changes")
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet:
        changes = RosterChange.objects.select_related("member", "organisation", "by")
        changes = changes.defer("member__id_number", "member__mobile")
        return POLICY.scope(self.request.user, "staff.list_changes", changes)

    def filled_by(self) -> str:
        tops = POLICY.tops(self.request.user, "staff.list_changes")
        return "、".join(top.name for top in tops)

    def note_export(self, rows: int) -> None:
        top = POLICY.tops(self.request.user, "staff.list_changes")[0]
        log(top, "staff.export_roster", user=self.request.user, data={"changes": rows})
