"""Every certificate that ever sealed."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from evidence.flows.registers import CERTIFICATES
from evidence.models.certificate import SealCertificate
from staff.reports.scoped import ScopedReportView


class CertificateReportView(ScopedReportView):
    """Every certificate that ever sealed, with its end; for HR of the city, others get a 404."""

    model = SealCertificate
    policy_action = "evidence.keep_seal"
    citywide = True
    register = CERTIFICATES
    page_title = _("Certificates of the seal")
    header_icon = "key"
    index_url_name = "seal_certificates"
    index_results_url_name = "seal_certificates_results"
    columns = [
        Column("get_role_display", label=_("what it is for")),
        Column("subject", label=_("subject")),
        Column("valid_from", label=_("valid from")),
        Column("valid_to", label=_("valid until")),
        Column("active_from", label=_("in use from")),
        Column("active_until", label=_("in use until")),
        Column("revoked_at", label=_("revoked")),
    ]

    def get_base_queryset(self):
        return super().get_base_queryset().order_by("-active_from", "pk")
