"""The registers of the shell: what people wrote to us, what the law says, what rests on it."""

from django.utils.translation import gettext_lazy as _

from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column

FEEDBACK = Register(
    title=_("Complaints and suggestions"),
    log="cms.export_feedback",
    columns=(
        Column(_("reference number"), 14, lambda message: message.reference),
        Column(_("received"), 18, lambda message: message.created_at),
        Column(_("kind of message"), 12, lambda message: message.get_kind_display()),
        Column(_("text of the message"), 60, lambda message: message.text),
        Column(_("page it is about"), 24, lambda message: message.page),
        Column(_("sent by"), 18, lambda message: message.user or ""),
    ),
)
BASES = Register(
    title=_("Legal bases"),
    log="cms.export_bases",
    columns=(
        Column(_("law or rule"), 36, lambda basis: basis.law),
        Column(_("article"), 16, lambda basis: basis.article),
        Column(_("version"), 16, lambda basis: basis.version),
        Column(_("state of the check"), 14, lambda basis: basis.get_status_display()),
        Column(_("checked on"), 12, lambda basis: basis.checked_on),
        Column(_("retired on"), 12, lambda basis: basis.retired_on),
        Column(_("checked by"), 16, lambda basis: basis.checked_by or ""),
        Column(_("note"), 30, lambda basis: basis.note),
    ),
)
CITATIONS = Register(
    title=_("What rests on doubtful bases"),
    log="cms.export_citations",
    columns=(
        Column(_("Kind"), 14, lambda row: row.kind),
        Column(_("Title"), 40, lambda row: row.title),
        Column(_("State"), 10, lambda row: _("published") if row.live else _("draft")),
        Column(_("Legal basis"), 40, lambda row: row.basis),
        Column(_("State of the check"), 14, lambda row: row.status),
        Column(_("Retired on"), 12, lambda row: row.retired_on),
    ),
)
