"""The registers of staff: who is on the roster, what changed, who may act where, who did what."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.coreutils import get_content_type_label
from wagtail.log_actions import registry

from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column
from staff.models.member import Member
from staff.models.roles import STATE_LABELS, RoleGrant
from staff.models.roster import RosterChange
from staff.models.roster_labels import FIELD_LABELS, value_label


def county_name(member: Member) -> str:
    county = member.organisation.county_division
    return county.name if county else "—"


def grant_state(grant: RoleGrant) -> object:
    return STATE_LABELS[grant.state_at(timezone.now())]


def described(change: RosterChange) -> str:
    """What changed, in one line: 岗位: 社会救助经办 → 民政助理."""
    if change.kind in {RosterChange.Kind.JOINED, RosterChange.Kind.LEFT}:
        return change.reason
    parts = [
        f"{FIELD_LABELS.get(field, field)}: "
        f"{value_label(field, change.before.get(field) or '') or '—'} → {value_label(field, after)}"
        for field, after in change.after.items()
    ]
    return "; ".join([*parts, change.reason] if change.reason else parts)


def recorded_by(change: RosterChange) -> str:
    return str(change.by or "—")


ROSTER = Register(
    title=_("Roster of social assistance staff"),
    log="staff.export_roster",
    columns=(
        Column(_("Staff number"), 12, lambda m: m.staff_number),
        Column(_("Name"), 12, lambda m: m.name),
        Column(_("County"), 22, county_name),
        Column(_("Organisation"), 28, lambda m: m.organisation.name),
        Column(_("Village or community"), 16, lambda m: m.village),
        Column(_("Post"), 18, lambda m: m.post.name),
        Column(_("Category"), 12, lambda m: m.get_category_display()),
        Column(_("ID number"), 22, lambda m: m.masked_id_number),
        Column(_("Mobile number"), 16, lambda m: m.masked_mobile),
        Column(_("In social assistance since"), 14, lambda m: m.started_on),
        Column(_("Status"), 10, lambda m: m.get_status_display()),
    ),
)
CHANGES = Register(
    title=_("Register of roster changes"),
    log="staff.export_roster",
    columns=(
        Column(pgettext_lazy("person", "Name"), 12, lambda change: change.member.name),
        Column(_("Staff number"), 12, lambda change: change.member.staff_number),
        Column(_("Kind of change"), 12, lambda change: change.get_kind_display()),
        Column(_("Organisation"), 28, lambda change: change.organisation.name),
        Column(_("Details"), 50, described),
        Column(_("Effective"), 14, lambda change: change.effective_on),
        Column(_("Recorded by"), 14, recorded_by),
        Column(_("Recorded"), 18, lambda change: change.at),
    ),
)
GRANTS = Register(
    title=_("Register of roles"),
    log="staff.export_grants",
    columns=(
        Column(_("Account"), 16, lambda grant: grant.user.username),
        Column(pgettext_lazy("person", "Name"), 20, lambda grant: grant.user.name),
        Column(_("Role"), 16, lambda grant: grant.get_role_display()),
        Column(_("Over"), 28, lambda grant: grant.organisation.name),
        Column(_("From"), 18, lambda grant: grant.starts_at),
        Column(_("Until"), 18, lambda grant: grant.ends_at),
        Column(_("State"), 10, grant_state),
        Column(_("Reason"), 36, lambda grant: grant.reason),
        Column(_("Given by"), 16, lambda grant: str(grant.granted_by or "")),
        Column(_("Taken back"), 18, lambda grant: grant.revoked_at),
        Column(_("Reason for taking back"), 36, lambda grant: grant.revoke_reason),
    ),
)
AUDIT = Register(
    title=_("Audit log"),
    log="staff.export_log",
    columns=(
        Column(_("Date/Time"), 18, lambda entry: entry.timestamp),
        Column(_("User"), 20, lambda entry: entry.user_display_name),
        Column(_("Action type"), 28, lambda entry: registry.get_action_label(entry.action)),
        Column(_("Type"), 18, lambda entry: get_content_type_label(entry.content_type)),
        Column(_("ID"), 10, lambda entry: entry.object_id),
        Column(_("Name"), 36, lambda entry: entry.label),
    ),
)
