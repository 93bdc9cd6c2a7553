"""What leaves the house of a round, and the trace that it leaves in the chain."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from cms.flows.exports import Exported, export
from cms.lib.locks import held, holding
from cms.lib.tables.registers import Register
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record, record_many
from pledges.rounds.flows.registers import register_of
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.queries.registers import register_rows
from staff.flows.exports import export_scoped
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import POLICY

LIST = "rounds.list_envelopes"
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def safe(part: str) -> str:
    """`part` as a file or folder name; characters no file system takes become ＿."""
    return UNSAFE.sub("＿", part)


def _chain(round_: SigningRound, what: str, by: User | None, at: datetime, files: int) -> None:
    data = {"what": what, "by": by.pk if by else 0, "files": files}
    record(Event(held(round_), EvidenceKind.EXPORTED, at, data))


@transaction.atomic
def note_export(
    *, round_: SigningRound, what: str, by: User | None, at: datetime, files: int = 0, **told: int
) -> None:
    """Record that `what` of the round leaves the house. Call it before the first byte does.

    Without a person it was the command line. `told` goes to the log only.
    """
    _chain(round_, what, by, at, files)
    log(round_, "rounds.export_round", user=by, data={"what": what, "files": files, **told})


@transaction.atomic
def export_register(
    *,
    round_: SigningRound,
    envelopes: QuerySet[Envelope],
    unit: Organisation,
    by: User,
    at: datetime,
) -> Exported:
    """The register for a person who takes it away: the envelopes within reach; who did is
    recorded in the log and in the round's chain.
    """
    mine = POLICY.scope(by, LIST, envelopes.filter(round=round_))
    _chain(round_, "register", by, at, 0)
    return export(
        register_of(round_),
        rows=register_rows(mine),
        filled_by=unit.name,
        by=by,
        at=at,
        about=round_,
        name=f"{round_.title} {unit.short_name}",
    )


@transaction.atomic
def export_list(
    register: Register, *, rows: QuerySet[Envelope], by: User, at: datetime, **how: Any
) -> Exported:
    """A list of pledges of several rounds; each round's chain says who took it away."""
    mine = POLICY.scope(by, LIST, rows)
    numbers = mine.order_by().values_list("round", flat=True).distinct()
    rounds = holding(SigningRound.objects).filter(pk__in=list(numbers))
    data = {"what": "list", "by": by.pk, "files": 0}
    record_many([Event(round_, EvidenceKind.EXPORTED, at, data) for round_ in rounds])
    return export_scoped(register, rows=mine, action=LIST, by=by, at=at, **how)
