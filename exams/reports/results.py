"""考试成绩台账: everybody registered within the reader's subtree, and how they did."""

from datetime import datetime

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from cms.lib.tables.registers import Register
from exams.flows.registers import results_register
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
from staff.reports.scoped import ScopedReportView

ACTION = "exams.view_results"


class ResultFilterSet(WagtailFilterSet):
    own_choices = ("sitting",)  # those in which somebody within reach is registered

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


class ResultRegisterView(ScopedReportView):
    """Read-only, within the reader's subtree; others get a 404. Export in the official form."""

    model = Registration
    policy_action = ACTION
    page_title = gettext_lazy("Register of exam results")
    header_icon = "clipboard-list"
    index_url_name = "exam_register"
    index_results_url_name = "exam_register_results"
    filterset_class = ResultFilterSet
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

    def get_register(self, at: datetime) -> Register:
        return results_register(at)

    def get_base_queryset(self) -> QuerySet:
        rows = register_rows(super().get_base_queryset())
        return rows.order_by("-sitting__opens_at", "member__organisation__path", "member")
