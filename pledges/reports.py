"""承诺书台账: every envelope within reach, to filter and take away."""

import django_filters
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from pledges.engine.ceremony import EnvelopeStatus
from pledges.models.envelope import STATUS_LABELS, Envelope
from pledges.models.seal import SealCertificate
from pledges.permissions import POLICY, may_edit_templates

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


class PledgeRegisterView(ReportView):
    """Read-only, within the reader's subtree; others get a 404."""

    page_title = _("Register of pledges")
    header_icon = "doc-full"
    index_url_name = "pledge_register"
    index_results_url_name = "pledge_register_results"
    any_permission_required = None
    permission_policy = None
    filterset_class = RegisterFilterSet
    export_filename = "pledges"
    columns = [
        Column("member_name", label=_("name of the signer")),
        Column("organisation_name", label=_("organisation")),
        Column("post_name", label=_("post")),
        Column("round", label=_("signing round")),
        Column("number", label=_("number of the pledge")),
        Column("get_status_display", label=_("state")),
        Column("signed_at", label=_("time of signing")),
    ]
    list_export = [
        "round.title",
        "member.staff_number",
        "member_name",
        "organisation_name",
        "post_name",
        "number",
        "get_status_display",
        "signed_at",
    ]
    export_headings = {
        "round.title": _("signing round"),
        "member.staff_number": _("staff number"),
        "member_name": _("name of the signer"),
        "organisation_name": _("organisation"),
        "post_name": _("post"),
        "number": _("number of the pledge"),
        "get_status_display": _("state"),
        "signed_at": _("time of signing"),
    }

    def dispatch(self, request, *args, **kwargs):
        if not POLICY.holds(request.user, "pledges.list_envelopes"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        rows = Envelope.objects.select_related("round", "member")
        mine = POLICY.scope(self.request.user, "pledges.list_envelopes", rows)
        return mine.order_by("-round", "member__organisation__path", "number")


class CertificateReportView(ReportView):
    """Every certificate that ever sealed, with its end; for HR of the city, others get a 404."""

    page_title = _("Certificates of the seal")
    header_icon = "key"
    index_url_name = "seal_certificates"
    index_results_url_name = "seal_certificates_results"
    any_permission_required = None
    permission_policy = None
    export_filename = "certificates"
    columns = [
        Column("get_role_display", label=_("what it is for")),
        Column("subject", label=_("subject")),
        Column("valid_from", label=_("valid from")),
        Column("valid_to", label=_("valid until")),
        Column("active_from", label=_("in use from")),
        Column("active_until", label=_("in use until")),
        Column("revoked_at", label=_("revoked")),
    ]
    list_export = [
        "get_role_display",
        "subject",
        "issuer",
        "serial",
        "fingerprint",
        "valid_from",
        "valid_to",
        "active_from",
        "active_until",
        "end_reason",
        "revoked_at",
        "revoke_reason",
    ]
    export_headings = {
        "get_role_display": _("what it is for"),
        "subject": _("subject"),
        "issuer": _("issuer"),
        "serial": _("serial number"),
        "fingerprint": _("fingerprint (SHA-256)"),
        "valid_from": _("valid from"),
        "valid_to": _("valid until"),
        "active_from": _("in use from"),
        "active_until": _("in use until"),
        "end_reason": _("reason for the change"),
        "revoked_at": _("revoked"),
        "revoke_reason": _("reason for the revocation"),
    }

    def dispatch(self, request, *args, **kwargs):
        if not may_edit_templates(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return SealCertificate.objects.order_by("-active_from", "pk")
