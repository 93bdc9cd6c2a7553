"""The bulk writer of a roster plan. Callers hold the transaction and the roster's lock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import F, QuerySet
from django.utils.text import slugify

from cms.lib.crypto import lookup_hash
from cms.lib.locks import holding
from staff.engine.roster.plan import PLACE_FIELDS, Change, Entry, Plan
from staff.engine.roster.table import RosterRow
from staff.flows.roles import end_roles
from staff.flows.sessions import end_sessions
from staff.models.member import Appointment, Member
from staff.models.organisation import Organisation, Post
from staff.models.roster import RosterChange, RosterImport
from staff.models.user import User
from staff.queries.roster_lines import MASKS, shown

BATCH = 1000
DETAILS = ("name", "sex", "ethnicity", "education", "category", "note", "started_on")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stamp:
    """Who writes, when, from which file and why; `on` is the day the change takes effect."""

    by: User | None
    at: datetime
    on: date
    roster_import: RosterImport | None = None
    reason: str = ""

    @property
    def source(self) -> str:
        return f"roster:{self.roster_import.pk}" if self.roster_import else self.reason[:120]


def lock_roster() -> None:
    """One change of the roster at a time: held until the transaction ends."""
    list(holding(Organisation.objects).filter(depth=1).values_list("pk", flat=True))


def write_plan(plan: Plan, stamp: Stamp) -> None:
    """Joiners, returners, movers and changed details; leavers only by `write_leavers`."""
    posts = _posts(plan)
    _write_joiners(plan.joiners, posts, stamp)
    _write_changes((*plan.movers, *plan.changed, *plan.returners), posts, stamp)


def _posts(plan: Plan) -> dict[str, Post]:
    """Every post the plan names, by name; unknown ones are made."""
    changes = (*plan.movers, *plan.changed, *plan.returners)
    named = {change.entry.row.post for change in changes if change.entry.row.post}
    named |= {entry.row.post for entry in plan.joiners}
    posts = {post.name: post for post in Post.objects.filter(name__in=named)}
    for name in sorted(named - posts.keys()):
        posts[name] = Post.objects.create(name=name, code=_post_code(name))
    return posts


def _post_code(name: str) -> str:
    return slugify(name) or f"post-{lookup_hash('post', name)[:10]}"


# --- Joiners


def _write_joiners(entries: Sequence[Entry], posts: dict[str, Post], stamp: Stamp) -> None:
    unusable = make_password(None)
    users = User.objects.bulk_create(
        [
            User(username=entry.row.staff_number, name=entry.row.name, password=unusable)
            for entry in entries
        ],
        batch_size=BATCH,
    )
    members = Member.objects.bulk_create(
        [
            _member(entry, user, posts[entry.row.post])
            for entry, user in zip(entries, users, strict=True)
        ],
        batch_size=BATCH,
    )
    _open_appointments(members, stamp)
    record(
        (
            RosterChange(
                member=member,
                kind=RosterChange.Kind.JOINED,
                after=snapshot(member, entry.row),
                organisation_id=member.organisation_id,
            )
            for member, entry in zip(members, entries, strict=True)
        ),
        stamp,
    )


def _member(entry: Entry, user: User, post: Post) -> Member:
    row = entry.row
    return Member(
        user=user,
        staff_number=row.staff_number,
        id_number=row.id_number,
        id_number_hash=entry.id_hash,
        mobile=row.mobile,
        mobile_hash=entry.mobile_hash,
        organisation_id=row.organisation,
        post=post,
        village=row.village,
        **{field: getattr(row, field) for field in DETAILS},
    )


def snapshot(member: Member, row: RosterRow) -> dict[str, str]:
    """What the ledger keeps of a joiner: filled fields, masked where they are personal."""
    fields = ("name", "category", "id_number", "mobile", "village", "started_on")
    facts = {field: shown(field, getattr(row, field)) for field in fields if getattr(row, field)}
    return {**facts, "post": row.post, "staff_number": member.staff_number}


def _open_appointments(members: Iterable[Member], stamp: Stamp) -> None:
    Appointment.objects.bulk_create(
        [
            Appointment(
                member=member,
                organisation_id=member.organisation_id,
                post_id=member.post_id,
                village=member.village,
                starts_on=stamp.on,
                source=stamp.source,
            )
            for member in members
        ],
        batch_size=BATCH,
    )


def close_appointments(members: Iterable[int], last_day: date) -> None:
    """End the open appointments; one that began later ends on the day it began."""
    for chunk in _chunks(list(members)):
        open_ones = Appointment.objects.filter(member__in=chunk, ends_on__isnull=True)
        open_ones.filter(starts_on__gt=last_day).update(ends_on=F("starts_on"))
        open_ones.filter(starts_on__lte=last_day).update(ends_on=last_day)


def _chunks(values: list) -> Iterator[list]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


# --- Movers, returners, changed details


def _write_changes(changes: Sequence[Change], posts: dict[str, Post], stamp: Stamp) -> None:
    for chunk in _chunks(list(changes)):
        keys = [change.person.key for change in chunk]
        members = holding(Member.objects).select_related("organisation", "post")
        _write_chunk(chunk, members.in_bulk(keys), posts, stamp)


def _write_chunk(
    changes: list[Change], members: dict[int, Member], posts: dict[str, Post], stamp: Stamp
) -> None:
    places = Organisation.objects.in_bulk({change.entry.row.organisation for change in changes})
    ledger, reopened, renamed, returned = [], [], [], []
    for change in changes:
        member = members[change.person.key]
        line = _ledger_line(member, change, places)
        _apply(member, change, posts)
        line.organisation_id = member.organisation_id
        ledger.append(line)
        if line.kind in {RosterChange.Kind.MOVED, RosterChange.Kind.RETURNED}:
            reopened.append(member)
        if "name" in change.fields:
            renamed.append(member)
        if not change.person.active:
            returned.append(member)
    Member.objects.bulk_update(members.values(), _columns(changes), batch_size=200)
    close_appointments([member.pk for member in reopened], stamp.on - ONE_DAY)
    _open_appointments(reopened, stamp)
    for member in renamed:
        User.objects.filter(member=member).update(name=member.name)
    User.objects.filter(member__in=[member.pk for member in returned]).update(is_active=True)
    record(ledger, stamp)


def _columns(changes: list[Change]) -> list[str]:
    """The columns that `_apply` may have touched."""
    named = {field for change in changes for field in change.fields}
    named |= {f"{field}_hash" for field in MASKS if field in named}
    return sorted(named | {"status", "left_on"})


def _kind(change: Change) -> str:
    if not change.person.active:
        return RosterChange.Kind.RETURNED
    moved = set(change.fields) & set(PLACE_FIELDS)
    return RosterChange.Kind.MOVED if moved else RosterChange.Kind.CHANGED


def _ledger_line(member: Member, change: Change, places: dict[int, Organisation]) -> RosterChange:
    before, after = {}, {}
    for field in change.fields:
        before[field] = shown(field, getattr(member, field))
        after[field] = shown(field, getattr(change.entry.row, field))
    if "organisation" in change.fields:
        after["organisation"] = str(places[change.entry.row.organisation])
    return RosterChange(
        member=member,
        kind=_kind(change),
        before=before,
        after=after,
        from_organisation_id=member.organisation_id,
    )


def _apply(member: Member, change: Change, posts: dict[str, Post]) -> None:
    row = change.entry.row
    for field in change.fields:
        value = getattr(row, field)
        if field == "organisation":
            member.organisation_id = value
        elif field == "post":
            member.post = posts[value]
        else:
            setattr(member, field, value)
            if field in MASKS:
                setattr(member, f"{field}_hash", lookup_hash(field, value))
    member.status, member.left_on = Member.Status.ACTIVE, None


# --- Leavers


def write_leavers(members: QuerySet[Member], stamp: Stamp) -> int:
    """Record leaving on the day `stamp.on`: the account closes, appointments and roles end.

    Nobody and nothing is deleted. Returns how many people left.
    """
    leavers = list(holding(members).filter(status=Member.Status.ACTIVE))
    ids = [member.pk for member in leavers]
    users = [member.user_id for member in leavers if member.user_id]
    for chunk in _chunks(ids):
        Member.objects.filter(pk__in=chunk).update(status=Member.Status.LEFT, left_on=stamp.on)
    for chunk in _chunks(users):
        User.objects.filter(pk__in=chunk).update(is_active=False)
        for user in User.objects.filter(pk__in=chunk, usersession__isnull=False).distinct():
            end_sessions(user=user)
        end_roles(users=chunk, by=stamp.by, reason=stamp.reason, at=stamp.at)
    close_appointments(ids, stamp.on)
    record(
        (
            RosterChange(
                member=member,
                kind=RosterChange.Kind.LEFT,
                before={"status": Member.Status.ACTIVE.value},
                after={"status": Member.Status.LEFT.value},
                organisation_id=member.organisation_id,
                from_organisation_id=member.organisation_id,
            )
            for member in leavers
        ),
        stamp,
    )
    return len(leavers)


def record(lines: Iterable[RosterChange], stamp: Stamp) -> None:
    """Append to the ledger, each line stamped."""
    stamped = []
    for line in lines:
        line.effective_on, line.reason = stamp.on, stamp.reason
        line.by, line.at, line.roster_import = stamp.by, stamp.at, stamp.roster_import
        stamped.append(line)
    RosterChange.objects.bulk_create(stamped, batch_size=BATCH)
