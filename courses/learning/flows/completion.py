"""Answering a check question, and what a right answer earns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bank.engine.keys import fits, in_order
from bank.engine.scoring import is_answered, is_right
from bank.models.items import Item
from cms.lib.errors import DomainError
from cms.lib.locks import held
from courses.learning.engine.completion import progress
from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import CheckAnswer, LearningRecord
from staff.flows.standing import grant_credential
from staff.models.member import Member
from staff.models.standing import Credential


class LessonClosed(DomainError):
    code = "lesson_closed"
    message = _("This lesson is no longer offered.")


class ItemChanged(DomainError):
    code = "item_changed"
    message = _("The question was changed meanwhile. Please read it again and answer.")


class ItemWithdrawn(DomainError):
    code = "item_withdrawn"
    message = _("This question is being revised. Please come back later.")


class NothingChosen(DomainError):
    code = "nothing_chosen"
    message = _("Choose an answer first.")


@dataclass(frozen=True)
class CheckResult:
    """`record` is the completion, old or new; `created` only for the answer that earned it."""

    correct: bool
    record: LearningRecord | None = None
    created: bool = False


@transaction.atomic
def answer_check(
    *,
    member: Member,
    lesson: MiniLessonPage,
    item_id: int,
    response: Sequence[str],
    seen: str,
    at: datetime,
) -> CheckResult:
    """Judge one answer; the answer that completes the lesson earns its credit, once.

    `seen` is the digest of the item as the learner read it. Wrong answers may be repeated freely.
    After completion further answers are judged for practice and not kept. Raises LessonClosed,
    ItemChanged, ItemWithdrawn or NothingChosen.
    """
    # The person's row orders two taps of the same button; the second finds the record.
    learner = held(member, "organisation", "post")
    items = lesson.items()
    item = _asked_now(items.get(item_id), lesson, seen, at)
    given = _readable(item, response)
    correct = is_right(item.content, given)
    origin = lesson.in_default_locale()
    record = LearningRecord.objects.filter(member=learner, page=origin.pk).first()
    if record is not None:
        return CheckResult(correct, record)
    CheckAnswer.objects.create(
        member=learner,
        page_id=origin.pk,
        revision=lesson.live_revision_id,
        item=item,
        item_revision_id=item.live_revision_id,
        digest=seen,
        response=given,
        correct=correct,
        answered_at=at,
    )
    answers = CheckAnswer.objects.filter(member=learner, page=origin.pk, correct=True)
    right = answers.values_list("item_id", flat=True)
    if not (correct and progress(items, list(right)).is_done):
        return CheckResult(correct)
    return CheckResult(correct, _complete(learner, origin, at), created=True)


def _asked_now(item: Item | None, lesson: MiniLessonPage, seen: str, at: datetime) -> Item:
    """The item, when this lesson asks it now and just as the learner read it."""
    if not lesson.is_current(timezone.localdate(at)):
        raise LessonClosed
    if item is None:
        raise ItemChanged
    if not item.is_askable:
        raise ItemWithdrawn
    if item.content_digest != seen:
        raise ItemChanged
    return item


def _readable(item: Item, response: Sequence[str]) -> tuple[str, ...]:
    given = in_order(item.content, response)
    if not is_answered(given):
        raise NothingChosen
    if not fits(item.content, given):
        raise ItemChanged
    return given


def _complete(learner: Member, lesson: MiniLessonPage, at: datetime) -> LearningRecord:
    record = LearningRecord.objects.create(
        member=learner,
        page_id=lesson.pk,
        title=lesson.title,
        revision=lesson.live_revision_id,
        credit_hours=lesson.credit_hours,
        done_at=at,
    )
    grant_credential(
        member=learner,
        kind=Credential.Kind.TRAINING,
        code=f"lesson:{lesson.pk}",
        title=lesson.title,
        value=lesson.credit_hours,
        source=f"lesson:{lesson.pk}:{learner.pk}",
        earned_at=at,
    )
    return record
