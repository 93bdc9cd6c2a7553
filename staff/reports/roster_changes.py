"""The report 人员变动: who joined, moved, changed or left, in one's own organisations."""

import django_filters
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from staff.flows.registers import CHANGES, described, recorded_by
from staff.models.roster import RosterChange
from staff.reports.scoped import ScopedReportView


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


class RosterChangesView(ScopedReportView):
    """Scoped: a change is seen where the person was before and where they are now."""

    model = RosterChange
    policy_action = "staff.list_changes"
    register = CHANGES
    page_title = _("Roster changes")
    header_icon = "history"
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
        Column("by", label=_("Recorded by"), accessor=recorded_by),
        Column("at", label=_("Recorded"), accessor=_moment, sort_key="at"),
    ]

    def get_base_queryset(self) -> QuerySet:
        changes = super().get_base_queryset().select_related("member", "organisation", "by")
        return changes.defer("member__id_number", "member__mobile")
