"""Every certificate that ever sealed."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from evidence.models.certificate import SealCertificate
from staff.permissions import POLICY


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
        if not POLICY.holds_citywide(request.user, "evidence.keep_seal"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return SealCertificate.objects.order_by("-active_from", "pk")
