"""Answers that could not be sent, brought in a file: stored in the late lane for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError, need_reason, not_own_record
from cms.lib.locks import held
from exams.engine.answer_file import BadFile, derive_key, unseal, unwrap
from exams.engine.log import Event, sort_batch
from exams.models.attempt import Attempt, LateEvent
from exams.queries.runs import held_digests, late_digests
from staff.models.user import User


class FileRefused(DomainError):
    """Why nothing of the file was taken; `code` says which rule."""

    code = "file_refused"
    WORDS = {
        "too_large": _("The file is too large to be an answer file. Choose the right file."),
        "not_ours": _("This is not an answer file of this platform. Choose the right file."),
        "other_attempt": _(
            "This file belongs to another person's exam or to another attempt. Load it there."
        ),
        "damaged": _(
            "The file was changed or cut on its way. Ask the candidate for the file once more."
        ),
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.WORDS[code])
        self.code = code


@dataclass(frozen=True)
class Loaded:
    """What a file brought: new answers, answers that were here, items that contradict."""

    fresh: int
    repeats: int
    contradicted: tuple[int, ...] = ()


def _secrets() -> list[str]:
    """The first one makes keys, all of them open files."""
    fallbacks = [str(secret) for secret in settings.SECRET_KEY_FALLBACKS]
    return list(settings.EXAMS_ANSWER_FILE_SECRETS) or [settings.SECRET_KEY, *fallbacks]


def file_key(public_id: str) -> bytes:
    """The key that the candidate's own exam page gets."""
    return derive_key(_secrets()[0], public_id)


@transaction.atomic
def load_answer_file(
    *, attempt: Attempt, data: bytes, reason: str, by: User, at: datetime
) -> Loaded:
    """Put every event of the file that the server lacks into the late lane.

    Nothing counts by it: decide_late does that. Loading a file twice changes nothing. An event
    whose number is held with other words is left out and its item named. Raises
    ReasonMissing, OwnRecord, and FileRefused when the file is not this attempt's own, whole and
    unchanged.
    """
    reason, locked = need_reason(reason), held(attempt, "sitting__paper", "member")
    not_own_record(by, locked.member.user_id)
    fresh, repeats, contradicted = _sorted(locked, _events(locked, data))
    brought = {"cause": LateEvent.Cause.ANSWER_FILE}
    LateEvent.objects.bulk_create(
        [LateEvent.received(locked.pk, row, at, **brought) for row in fresh]
    )
    loaded = Loaded(len(fresh), repeats, tuple(sorted(contradicted)))
    log(
        locked.sitting,
        "exams.load_answer_file",
        user=by,
        data={
            "member": locked.member.staff_number,
            "attempt": locked.number,
            "answers": loaded.fresh,
            "repeats": loaded.repeats,
            "contradicted": list(loaded.contradicted),
            "reason": reason,
        },
    )
    return loaded


def _events(attempt: Attempt, data: bytes) -> list[Event]:
    keys = [derive_key(secret, attempt.public_id) for secret in _secrets()]
    kinds = attempt.sitting.paper.kinds
    try:
        return unseal(unwrap(data), keys, attempt.public_id, len(kinds), kinds)
    except BadFile as fault:
        raise FileRefused(fault.code) from fault


def _sorted(attempt: Attempt, events: Iterable[Event]) -> tuple[list[Event], int, set[int]]:
    """New events in the file's order, the number of known ones, the items that contradict."""
    events = list(events)
    fresh: list[Event] = []
    repeats, contradicted = 0, set()
    by_client = sorted(events, key=lambda event: event.client)
    for client, rows in groupby(by_client, key=lambda event: event.client):
        known = late_digests(attempt_id=attempt.pk, client=client)
        known |= held_digests(attempt_id=attempt.pk, client=client)
        batch = list(rows)
        sorting = sort_batch(batch, known)
        fresh += sorting.fresh
        repeats += len(set(sorting.repeats))
        wrong = set(sorting.conflicts)
        contradicted |= {event.position for event in batch if event.sequence in wrong}
    order = {event: place for place, event in reversed(list(enumerate(events)))}
    return sorted(fresh, key=order.__getitem__), repeats, contradicted
