"""Import a roster: preview, apply, discard. What was previewed is what is applied."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.flows.jobs import enqueue
from cms.lib.chain import digest
from cms.lib.crypto import encrypt_bytes
from cms.lib.errors import DomainError
from cms.lib.locks import held
from cms.lib.tables.uploads import Upload
from staff.adapters.roster import RosterFile, read_roster
from staff.engine.roster.plan import Plan, with_numbers
from staff.flows.activation import issue_codes
from staff.flows.members import check_leavers
from staff.flows.roster_writes import Stamp, lock_roster, write_leavers, write_plan
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.roster import RosterChange, RosterImport, RosterLine
from staff.models.user import User
from staff.permissions import POLICY
from staff.queries.roster import load_places, plan_roster
from staff.queries.roster_files import open_file
from staff.queries.roster_lines import preview_lines

PREFIX = "YX"
AT_ONCE = 2000  # rows; longer files are applied in the background
JOINED = (RosterChange.Kind.JOINED, RosterChange.Kind.RETURNED)


class RosterClosed(DomainError):
    code = "roster_closed"
    message = _("This import has already been applied or discarded.")


class RosterHasErrors(DomainError):
    code = "roster_errors"
    message = _("%(count)d errors stand in the file. Correct them and upload the file again.")


class RosterMoved(DomainError):
    code = "roster_moved"
    message = _(
        "The roster has changed since this preview. The preview is new now: look at it again,"
        " then apply."
    )


class LeaversIncomplete(DomainError):
    code = "leavers_incomplete"
    message = _("To record people as left, give the day (not in the future) and the reason.")


class CodesTaken(DomainError):
    code = "codes_taken"
    message = _(
        "The activation codes of this import were handed out already. For one person, issue a new"
        " code."
    )


@dataclass(frozen=True)
class Leaving:
    """The decision that people missing from the file have left, on which day and why."""

    on: date
    reason: str


def preview_roster(*, upload: Upload, by: User, at: datetime) -> RosterImport:
    """Dry run: keep the file (encrypted) and what it would do. Raises UploadRefused.

    The roster itself stays as it is. The file is read before anything is locked: nobody waits.
    """
    return _keep_new(upload, *_read(upload, by, at), by, at)


@transaction.atomic
def _keep_new(upload: Upload, file: RosterFile, plan: Plan, by: User, at: datetime) -> RosterImport:
    made = RosterImport(
        file_name=upload.name,
        digest=digest(upload.data),
        uploaded_by=by,
        uploaded_at=at,
    )
    made.file.save(f"{made.token}.bin", ContentFile(encrypt_bytes(upload.data)), save=False)
    _keep(made, file, plan)
    log(instance=made, action="staff.preview_roster", user=by, data=plan.counts)
    return made


def _read(upload: Upload, by: User, at: datetime) -> tuple[RosterFile, Plan]:
    """The file, and what it would do to today's roster."""
    file = read_roster(upload, places=load_places(), today=localdate(at))
    return file, plan_roster(file.entries, file.problems, may=_reach(by))


def _reach(by: User):
    """Whether a person may import into an organisation, by its key."""
    roots = POLICY.reach(by, "staff.manage_roster")
    allowed = set(Organisation.objects.under(*roots).values_list("pk", flat=True))
    return allowed.__contains__


def _keep(roster_import: RosterImport, file: RosterFile, plan: Plan) -> None:
    rows = len(file.entries) + len({(p.sheet, p.row) for p in file.problems})
    roster_import.counts = {**plan.counts, "rows": rows, "skipped": list(file.skipped)}
    roster_import.fingerprint = plan.fingerprint
    roster_import.save()
    roster_import.lines.all().delete()
    lines = preview_lines(roster_import, plan, file.heads)
    RosterLine.objects.bulk_create(lines, batch_size=1000)


def _held(roster_import: RosterImport, *states: str) -> RosterImport:
    locked = held(roster_import)
    if locked.state not in states:
        raise RosterClosed
    return locked


@transaction.atomic
def refresh_roster(*, roster_import: RosterImport, by: User, at: datetime) -> RosterImport:
    """Make the preview anew against today's roster. Raises RosterClosed."""
    locked = _held(roster_import, RosterImport.State.PREVIEWED)
    _keep(locked, *_read(open_file(locked), by, at))
    return locked


@transaction.atomic
def submit_roster(
    *, roster_import: RosterImport, by: User, at: datetime, leaving: Leaving | None = None
) -> RosterImport:
    """Apply at once, or in the background when the file is long (then `job` is set).

    Raises what `apply_roster` raises.
    """
    if roster_import.counts["rows"] <= AT_ONCE:
        return apply_roster(roster_import=roster_import, by=by, at=at, leaving=leaving)
    locked = _held(roster_import, RosterImport.State.PREVIEWED)
    _check(locked, leaving, at)
    RosterImport.moves.to(locked, RosterImport.State.QUEUED)
    locked.job = enqueue(
        "staff.apply_roster",
        requested_by=by,
        import_id=locked.pk,
        leavers_on=leaving.on.isoformat() if leaving else None,
        leavers_reason=leaving.reason if leaving else "",
    )
    locked.save()
    return locked


@transaction.atomic
def apply_roster(
    *, roster_import: RosterImport, by: User, at: datetime, leaving: Leaving | None = None
) -> RosterImport:
    """Do what the preview showed, in one transaction.

    Raises RosterClosed, RosterHasErrors, LeaversIncomplete, OwnRecord, RolesElsewhere, and
    RosterMoved when today's roster would lead to another plan. People missing from the file stay
    unless `leaving` is given.
    """
    locked = _held(roster_import, RosterImport.State.PREVIEWED, RosterImport.State.QUEUED)
    _check(locked, leaving, at)
    lock_roster()
    _file, plan = _read(open_file(locked), by, at)
    if plan.fingerprint != locked.fingerprint:
        raise RosterMoved
    stamp = Stamp(by, at, localdate(at), locked)
    write_plan(with_numbers(plan, new_numbers(plan)), stamp)
    if leaving:
        gone = Member.objects.filter(pk__in=[person.key for person in plan.leavers])
        check_leavers(gone, by)
        write_leavers(gone, Stamp(by, at, leaving.on, locked, leaving.reason))
    _close(locked, RosterImport.State.APPLIED)
    locked.applied_by, locked.applied_at = by, at
    locked.leavers_on = leaving.on if leaving else None
    locked.leavers_reason = leaving.reason if leaving else ""
    locked.save()
    log(instance=locked, action="staff.apply_roster", user=by, data=locked.counts)
    return locked


def _check(roster_import: RosterImport, leaving: Leaving | None, at: datetime) -> None:
    errors = roster_import.counts["errors"]
    if errors:
        raise RosterHasErrors(count=errors)
    if leaving and (not leaving.reason.strip() or leaving.on > localdate(at)):
        raise LeaversIncomplete


def _close(roster_import: RosterImport, state: str) -> None:
    """The file and the preview hold more about people than the ledger needs: they go."""
    RosterImport.moves.to(roster_import, state)
    roster_import.lines.all().delete()
    name, storage = str(roster_import.file.name), roster_import.file.storage
    roster_import.file.name = ""
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def discard_roster(*, roster_import: RosterImport, by: User) -> RosterImport:
    """Throw the file and its preview away; the roster stays as it is. Raises RosterClosed."""
    locked = _held(roster_import, RosterImport.State.PREVIEWED)
    _close(locked, RosterImport.State.DISCARDED)
    locked.save()
    log(instance=locked, action="staff.discard_roster", user=by)
    return locked


@transaction.atomic
def reopen_roster(*, roster_import: RosterImport) -> None:
    """Background applying was refused: the preview waits for a decision again."""
    RosterImport.objects.filter(pk=roster_import.pk, state=RosterImport.State.QUEUED).update(
        state=RosterImport.State.PREVIEWED
    )


def new_numbers(plan: Plan) -> Iterator[str]:
    """Free staff numbers YX00001, YX00002, …, after the highest that anybody ever had."""
    used = Member.objects.filter(staff_number__regex=rf"^{PREFIX}[0-9]+$")
    known: Iterable[str] = [
        *used.values_list("staff_number", flat=True),
        *(entry.row.staff_number for entry in plan.joiners),
    ]
    digits = (text.removeprefix(PREFIX) for text in known if text.startswith(PREFIX))
    highest = max((int(text) for text in digits if text.isascii() and text.isdigit()), default=0)
    while True:
        highest += 1
        yield f"{PREFIX}{highest:05d}"


@transaction.atomic
def take_codes(*, roster_import: RosterImport, by: User, at: datetime) -> list[tuple[Member, str]]:
    """Activation codes for everybody who joined by this import and is in reach today: once.

    Raises CodesTaken.
    """
    locked = _held(roster_import, RosterImport.State.APPLIED)
    if locked.codes_taken_at:
        raise CodesTaken
    joined = Member.objects.active().filter(changes__roster_import=locked, changes__kind__in=JOINED)
    members = {
        member.user_id: member
        for member in joined.select_related("user", "organisation").order_by("staff_number")
        if not member.user.has_usable_password()
    }
    reach = POLICY.scope(by, "staff.manage_account", User.objects.filter(pk__in=members))
    pairs = issue_codes(users=reach.exclude(pk=by.pk), by=by, at=at)
    locked.codes_taken_at = at
    locked.save(update_fields=["codes_taken_at"])
    log(instance=locked, action="staff.take_codes", user=by, data={"people": len(pairs)})
    codes = {user.pk: code for user, code in pairs}
    return [(member, codes[user]) for user, member in members.items() if user in codes]
