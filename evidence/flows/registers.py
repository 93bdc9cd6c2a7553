"""The registers of evidence."""

from django.utils.translation import gettext_lazy as _

from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column

CERTIFICATES = Register(
    title=_("Certificates of the seal"),
    log="evidence.export_certificates",
    columns=(
        Column(_("what it is for"), 14, lambda row: row.get_role_display()),
        Column(_("subject"), 36, lambda row: row.subject),
        Column(_("issuer"), 36, lambda row: row.issuer),
        Column(_("serial number"), 24, lambda row: row.serial),
        Column(_("fingerprint (SHA-256)"), 40, lambda row: row.fingerprint),
        Column(_("valid from"), 18, lambda row: row.valid_from),
        Column(_("valid until"), 18, lambda row: row.valid_to),
        Column(_("in use from"), 18, lambda row: row.active_from),
        Column(_("in use until"), 18, lambda row: row.active_until),
        Column(_("reason for the change"), 24, lambda row: row.end_reason),
        Column(_("revoked"), 18, lambda row: row.revoked_at),
        Column(_("reason for the revocation"), 24, lambda row: row.revoke_reason),
    ),
)
