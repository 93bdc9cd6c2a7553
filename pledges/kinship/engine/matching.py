"""Near-relative double filing 近亲属双备案: compare both sides, who must step back, what is due.

Plain values in, plain values out. People and households are opaque keys here (keyed hashes of ID
numbers, roster keys), never numbers in clear. The same rules stand in docs/declarations.md with
worked rows that a test reads. Nothing here concludes anything: a row that does not agree is
*pending* until a person has looked at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cms.lib.dates import add_months


class MatchResult(StrEnum):
    """Stored values; labels stand in `pledges.kinship.models.matching`."""

    AGREE = "agree"  # 双报一致
    STAFF_ONLY = "staff_only"  # 仅人员报
    HOUSEHOLD_ONLY = "household_only"  # 仅家庭报
    DIFFERENT = "different"  # 关系不一致
    BAD_ID = "bad_id"  # 身份证号校验不过


class AidState(StrEnum):
    APPLYING = "applying"
    RECEIVING = "receiving"
    STOPPED = "stopped"


class DutyKind(StrEnum):
    FIRST = "first"
    YEARLY = "yearly"
    CHANGE = "change"


PENDING = frozenset(MatchResult) - {MatchResult.AGREE}


@dataclass(frozen=True)
class StaffClaim:
    """One relative on a staff member's current declaration (sheet A)."""

    ref: int
    household: str
    staff: str
    staff_name: str
    relation: str
    state: str = AidState.RECEIVING
    id_ok: bool = True


@dataclass(frozen=True)
class HouseholdClaim:
    """One household's filing (sheet B). `staff` is empty where the roster does not know them."""

    ref: int
    household: str
    related: bool
    staff: str = ""
    staff_name: str = ""
    relation: str = ""
    id_ok: bool = True

    def names(self, claim: StaffClaim) -> bool:
        """Whether this household names the staff member of `claim`."""
        if not self.related:
            return False
        return self.staff == claim.staff if self.staff else self.staff_name == claim.staff_name


@dataclass(frozen=True)
class Pair:
    """One line of register C: what the two sides say of one household and one staff member."""

    result: MatchResult
    staff_ref: int | None
    household_ref: int | None

    @property
    def pending(self) -> bool:
        return self.result in PENDING


def match(staff: Iterable[StaffClaim], households: Iterable[HouseholdClaim]) -> list[Pair]:
    """Compare sheets A and B. What agrees is done; everything else waits for a person."""
    filings = list(households)
    pairs: list[Pair] = []
    met: set[int] = set()
    for claim in staff:
        same = [filing for filing in filings if filing.household == claim.household]
        named = [filing for filing in same if filing.names(claim)]
        met.update(filing.ref for filing in named)
        pairs += [Pair(_compare(claim, filing), claim.ref, filing.ref) for filing in named]
        if not named and (same or claim.state != AidState.STOPPED):
            result = MatchResult.STAFF_ONLY if claim.id_ok else MatchResult.BAD_ID
            pairs.append(Pair(result, claim.ref, same[0].ref if same else None))
    for filing in filings:
        if filing.ref in met:
            continue
        if not filing.id_ok:
            pairs.append(Pair(MatchResult.BAD_ID, None, filing.ref))
        elif filing.related:
            pairs.append(Pair(MatchResult.HOUSEHOLD_ONLY, None, filing.ref))
    return pairs


def _compare(claim: StaffClaim, filing: HouseholdClaim) -> MatchResult:
    if not (claim.id_ok and filing.id_ok):
        return MatchResult.BAD_ID
    return MatchResult.AGREE if claim.relation == filing.relation else MatchResult.DIFFERENT


# --- Who must step back


@dataclass(frozen=True)
class Person:
    """Somebody by roster key, or by name alone where the roster does not know them."""

    key: str
    name: str


@dataclass(frozen=True)
class Conflict:
    """`index` of the person who took part; `certain` when the roster knows both."""

    index: int
    relative_of: Person
    certain: bool


def conflicts(related: Iterable[Person], took_part: Iterable[Person]) -> list[Conflict]:
    """Staff relatives of a household among its visitors, panel and reviewers.

    The same name without a roster key is a hint to check, not a fact.
    """
    kin = list(dict.fromkeys(related))
    found = []
    for index, person in enumerate(took_part):
        same = next((one for one in kin if person.key and one.key == person.key), None)
        hint = next((o for o in kin if o.name == person.name and not _apart(o, person)), None)
        relative = same or hint
        if relative:
            found.append(Conflict(index, relative, same is not None))
    return found


def _apart(one: Person, other: Person) -> bool:
    """Two different people of the roster, whatever they are called."""
    return bool(one.key and other.key and one.key != other.key)


# --- What is due


@dataclass(frozen=True)
class Deadlines:
    months: int = 12  # a declaration holds so long
    post_days: int = 30  # and so long after taking up or changing a post


@dataclass(frozen=True)
class Duty:
    """The next declaration of one person."""

    kind: DutyKind
    due_on: date

    def is_overdue(self, today: date) -> bool:
        return today > self.due_on


def duty(last_signed: date | None, in_post_since: date, rules: Deadlines) -> Duty:
    """What is due next: the first, one after a change of post, or the yearly one."""
    after_post = in_post_since + timedelta(days=rules.post_days)
    if last_signed is None:
        return Duty(DutyKind.FIRST, after_post)
    yearly = Duty(DutyKind.YEARLY, add_months(last_signed, rules.months))
    if last_signed < in_post_since and after_post <= yearly.due_on:
        return Duty(DutyKind.CHANGE, after_post)
    return yearly
