"""Answering a check question, and what a right answer earns."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from courses.learning.engine.completion import Question, UnknownChoice, is_right, progress
from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import CheckAnswer, LearningRecord
from staff.flows.standing import grant_credential
from staff.models.member import Member
from staff.models.standing import Credential


class LessonClosed(DomainError):
    code = "lesson_closed"
    message = _("This lesson is no longer offered.")


class QuestionChanged(DomainError):
    code = "question_changed"
    message = _("The question was changed meanwhile. Please read it again and answer.")


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
    *, member: Member, lesson: MiniLessonPage, question_id: str, choices: list[str], at: datetime
) -> CheckResult:
    """Judge one answer; the answer that completes the lesson earns its credit, once.

    Wrong answers may be repeated freely. After completion further answers are judged for
    practice and not kept. Raises LessonClosed, QuestionChanged or NothingChosen.
    """
    # The person's row orders two taps of the same button; the second finds the record.
    learner = (
        Member.objects.select_for_update(of=("self",))
        .select_related("organisation", "post")
        .get(pk=member.pk)
    )
    questions = lesson.questions()
    correct = _judge(questions.get(question_id), lesson, choices, at)
    origin = lesson.in_default_locale()
    record = LearningRecord.objects.filter(member=learner, page=origin.pk).first()
    if record is not None:
        return CheckResult(correct, record)
    CheckAnswer.objects.create(
        member=learner,
        page_id=origin.pk,
        revision=lesson.live_revision_id,
        question_id=question_id,
        choices=sorted(choices),
        correct=correct,
        answered_at=at,
    )
    answers = CheckAnswer.objects.filter(member=learner, page=origin.pk, correct=True)
    right = answers.values_list("question_id", flat=True)
    if not (correct and progress(questions, list(right)).is_done):
        return CheckResult(correct)
    return CheckResult(correct, _complete(learner, origin, at), created=True)


def _judge(
    question: Question | None, lesson: MiniLessonPage, choices: list[str], at: datetime
) -> bool:
    if not lesson.is_current(timezone.localdate(at)):
        raise LessonClosed
    if question is None:
        raise QuestionChanged
    if not choices:
        raise NothingChosen
    try:
        return is_right(question, choices)
    except UnknownChoice as changed:
        raise QuestionChanged from changed


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
