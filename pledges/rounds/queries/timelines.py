"""The chain of an envelope or a round as a person reads it: when, what, who, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import chain_of
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.events import PledgeEvent
from staff.models.user import User

LOOKS = (PledgeEvent.LOOKED_AT, PledgeEvent.READ)
BY_SIGNER = frozenset(
    {
        PledgeEvent.VIEWED,
        PledgeEvent.CONFIRM_FAILED,
        PledgeEvent.SIGNED,
        PledgeEvent.DECLINED,
        PledgeEvent.TAKEN_BACK,
    }
)
ROUND_LATEST = 30


@dataclass(frozen=True)
class Moment:
    """One line. `who` is empty for what the system did by itself."""

    at: datetime
    kind: str
    label: str
    who: str
    why: str
    what: str
    category: str
    helper: dict

    @property
    def names_successor(self) -> bool:
        """Whether `why` is the code of the signature that took this one's place."""
        return self.kind == PledgeEvent.SUPERSEDED


def timeline(envelope: Envelope) -> list[Moment]:
    """What happened to the envelope, oldest first; looks at it stand apart."""
    entries = chain_of(envelope.subject).exclude(kind__in=LOOKS)
    return _moments(entries, envelope.member_name)


def looks(envelope: Envelope) -> list[Moment]:
    """Who besides the signer looked at the record or took a file, newest first."""
    return _moments(chain_of(envelope.subject).filter(kind__in=LOOKS).reverse(), "")


def round_history(round_: SigningRound) -> list[Moment]:
    """The latest of what was done to the round as a whole and what was taken away of it."""
    return _moments(chain_of(round_.subject).reverse()[:ROUND_LATEST], "")


def _moments(entries: Iterable[EvidenceEntry], signer: str) -> list[Moment]:
    rows = list(entries)
    people = {row.payload["by"] for row in rows if isinstance(row.payload.get("by"), int)}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=people)}
    return [_moment(row, names, signer) for row in rows]


def _moment(row: EvidenceEntry, names: dict[int, str], signer: str) -> Moment:
    data = row.payload
    by = data.get("by", "")
    who = names.get(by, "") if isinstance(by, int) else ""
    if row.kind in BY_SIGNER:
        who = signer
    replaced = by if isinstance(by, str) else ""  # the code of the signature in its place
    return Moment(
        at=row.at,
        kind=row.kind,
        label=row.label,
        who=who,
        why=str(data.get("reason", "") or replaced),
        what=str(data.get("what", "")),
        category=str(data.get("category", "")),
        helper=data.get("manner", {}).get("helper") or {},
    )
