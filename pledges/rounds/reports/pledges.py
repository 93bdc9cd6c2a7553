"""承诺书台账: every envelope within reach, to filter and take away."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from cms.flows.exports import Exported
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.flows.exports import export_list
from pledges.rounds.flows.registers import PLEDGES
from pledges.rounds.models.envelope import STATUS_LABELS, Envelope
from staff.reports.scoped import ScopedReportView

# Two states read “signed”; the register tells them apart by the PDF.
STATES = [
    (status.value, label)
    for status, label in STATUS_LABELS.items()
    if status is not EnvelopeStatus.SEALED
]


class RegisterFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=STATES, method="of_states"
    )

    class Meta:
        model = Envelope
        fields = ["status"]

    def of_states(self, queryset, _name, values):
        wanted = set(values)
        if EnvelopeStatus.SIGNED in wanted:
            wanted.add(EnvelopeStatus.SEALED)
        return queryset.filter(status__in=wanted) if wanted else queryset


class PledgeRegisterView(ScopedReportView):
    """Read-only, within the reader's subtree; others get a 404."""

    model = Envelope
    policy_action = "rounds.list_envelopes"
    register = PLEDGES
    page_title = _("Register of pledges")
    header_icon = "doc-full"
    index_url_name = "pledge_register"
    index_results_url_name = "pledge_register_results"
    filterset_class = RegisterFilterSet
    columns = [
        Column("member_name", label=_("name of the signer")),
        Column("organisation_name", label=_("organisation")),
        Column("post_name", label=_("post")),
        Column("round", label=_("signing round")),
        Column("number", label=_("number of the pledge")),
        Column("get_status_display", label=_("state")),
        Column("signed_at", label=_("time of signing")),
    ]

    def get_base_queryset(self) -> QuerySet:
        rows = super().get_base_queryset().select_related("round", "member")
        return rows.order_by("-round", "member__organisation__path", "number")

    def take_away(self, register, **how: Any) -> Exported:
        return export_list(register, **how)
