"""Registration only: what evidence lends to the desk, the menus and the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from evidence.reports.certificates import CertificateReportView
from staff.permissions import POLICY


class CertificateMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return POLICY.holds_citywide(request.user, "evidence.keep_seal")


@hooks.register("register_reports_menu_item")
def certificate_item() -> MenuItem:
    return CertificateMenuItem(
        gettext_lazy("Certificates of the seal"),
        reverse("seal_certificates"),
        name="seal-certificates",
        icon_name="key",
        order=310,
    )


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("evidence.rotate_seal", gettext_lazy("Change the certificate of the seal")),
        ("evidence.revoke_certificate", gettext_lazy("Revoke a certificate of the seal")),
        ("evidence.export_certificates", gettext_lazy("Export the certificates of the seal")),
    ):
        actions.register_action(action, label, label)


@hooks.register("register_admin_urls")
def register_urls() -> list:
    return [
        path(
            "reports/seal/certificates/",
            CertificateReportView.as_view(),
            name="seal_certificates",
        ),
        path(
            "reports/seal/certificates/results/",
            CertificateReportView.as_view(results_only=True),
            name="seal_certificates_results",
        ),
    ]
