"""考试成绩台账: everybody registered within the reader's subtree, and how they did."""

from datetime import datetime

import django_filters
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log

from cms.lib.tables.writing import Column as SheetColumn
from cms.lib.tables.writing import write_register, xlsx_response
from exams.models.labels import OUTCOME_LABELS
from exams.models.sitting import Registration, Sitting
from exams.queries.registers import (
    OUTCOMES,
    counted_percent,
    outcome_code,
    register_rows,
    with_outcome,
)
from staff.permissions import POLICY

ACTION = "exams.view_results"


class ResultFilterSet(WagtailFilterSet):
    outcome = django_filters.ChoiceFilter(
        label=gettext_lazy("Outcome"),
        choices=[(code, OUTCOME_LABELS[code]) for code in OUTCOMES],
        method="of_outcome",
    )
    name = django_filters.CharFilter(
        label=gettext_lazy("Name of the candidate"),
        field_name="member__name",
        lookup_expr="icontains",
    )

    class Meta:
        model = Registration
        fields = ["sitting", "outcome", "name"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        mine = POLICY.scope(self.request.user, ACTION, Registration.objects.all())
        self.form.fields["sitting"].queryset = Sitting.objects.filter(pk__in=mine.values("sitting"))

    def of_outcome(self, queryset, _name, code):
        return with_outcome(queryset, code, timezone.now())


class OutcomeColumn(Column):
    def get_value(self, instance):
        return OUTCOME_LABELS[outcome_code(instance, timezone.now())]


class ScoreColumn(Column):
    """Only what has been released leaves this table."""

    def get_value(self, instance):
        percent = counted_percent(instance)
        return "" if percent is None else percent


class ResultRegisterView(ReportView):
    """Read-only, within the reader's subtree; others get a 404. Export in the official form."""

    page_title = gettext_lazy("Register of exam results")
    header_icon = "clipboard-list"
    index_url_name = "exam_register"
    index_results_url_name = "exam_register_results"
    any_permission_required = None
    permission_policy = None
    filterset_class = ResultFilterSet
    export_filename = "exam-results"
    list_export = ["member"]
    paginate_by = 50
    columns = [
        Column("member", label=gettext_lazy("Name of the candidate")),
        Column("member.organisation", label=gettext_lazy("organisation")),
        Column("member.post", label=gettext_lazy("post")),
        Column("sitting", label=gettext_lazy("sitting")),
        OutcomeColumn("outcome", label=gettext_lazy("outcome")),
        ScoreColumn("percent", label=gettext_lazy("per cent")),
        DateColumn("submitted_at", label=gettext_lazy("handed in")),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not POLICY.holds(request.user, ACTION):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        mine = POLICY.scope(self.request.user, ACTION, Registration.objects.all())
        rows = register_rows(mine)
        return self.filter_queryset(
            rows.order_by("-sitting__opens_at", "member__organisation__path", "member")
        )

    def as_spreadsheet(self, queryset, spreadsheet_format) -> HttpResponse:
        """One official xlsx, whichever format was asked for: it carries who and when."""
        user, at = self.request.user, timezone.now()
        rows = [_export_row(row, at) for row in queryset]
        log(user, "exams.export_results", user=user, data={"rows": len(rows)})
        data = write_register(
            HEADS,
            rows,
            title=_("Register of exam results"),
            filled_by="、".join(str(root) for root in POLICY.tops(user, ACTION)),
            exported_by=str(user),
            at=at,
        )
        return xlsx_response(data, _("exam results.xlsx"))


HEADS = [
    SheetColumn(gettext_lazy("staff number"), 12),
    SheetColumn(gettext_lazy("Name of the candidate"), 12),
    SheetColumn(gettext_lazy("organisation"), 28),
    SheetColumn(gettext_lazy("post"), 18),
    SheetColumn(gettext_lazy("sitting"), 32),
    SheetColumn(gettext_lazy("outcome"), 16),
    SheetColumn(gettext_lazy("per cent"), 10),
    SheetColumn(gettext_lazy("handed in"), 18),
]


def _export_row(row: Registration, at: datetime) -> list[object]:
    return [
        row.member.staff_number,
        row.member.name,
        row.member.organisation.name,
        row.member.post.name,
        row.sitting.title,
        OUTCOME_LABELS[outcome_code(row, at)],
        counted_percent(row),
        row.submitted_at,
    ]
