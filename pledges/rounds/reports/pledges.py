"""承诺书台账: every envelope within reach, to filter and take away."""

import django_filters
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from cms.lib.admin.register_export import RegisterExportMixin
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.flows.exports import note_list_export
from pledges.rounds.models.envelope import STATUS_LABELS, Envelope
from staff.permissions import POLICY

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


class PledgeRegisterView(RegisterExportMixin, ReportView):
    """Read-only, within the reader's subtree; others get a 404."""

    page_title = _("Register of pledges")
    header_icon = "doc-full"
    index_url_name = "pledge_register"
    index_results_url_name = "pledge_register_results"
    any_permission_required = None
    permission_policy = None
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
    export_title = _("Register of pledges")
    export_columns = (
        (_("signing round"), 30, lambda row: row.round.title),
        (_("staff number"), 12, lambda row: row.member.staff_number),
        (_("name of the signer"), 14, lambda row: row.member_name),
        (_("organisation"), 20, lambda row: row.organisation_name),
        (_("post"), 18, lambda row: row.post_name),
        (_("number of the pledge"), 24, lambda row: row.number),
        (_("state"), 16, lambda row: row.get_status_display()),
        (_("time of signing"), 18, lambda row: row.signed_at),
        (_("reason"), 18, lambda row: row.ended_reason),
    )

    def dispatch(self, request, *args, **kwargs):
        if not POLICY.holds(request.user, "rounds.list_envelopes"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        rows = Envelope.objects.select_related("round", "member")
        mine = POLICY.scope(self.request.user, "rounds.list_envelopes", rows)
        return mine.order_by("-round", "member__organisation__path", "number")

    def filled_by(self) -> str:
        tops = POLICY.tops(self.request.user, "rounds.list_envelopes")
        return "、".join(top.name for top in tops)

    def note_export(self, rows: int) -> None:
        """Every round in the list learns who took it away."""
        chosen = self.filter_queryset(self.get_queryset())
        note_list_export(envelopes=chosen, by=self.request.user, at=timezone.now())
