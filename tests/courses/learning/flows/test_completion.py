import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from courses.learning.engine.completion import Kind
from courses.learning.flows.completion import (
    CheckResult,
    LessonClosed,
    NothingChosen,
    QuestionChanged,
    answer_check,
)
from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import CheckAnswer, LearningRecord
from staff.models.standing import Credential
from tests.casts import build_world
from tests.factories.cms import make_site
from tests.factories.learning import RIGHT, WRONG, make_lesson, question_brick


@pytest.fixture
def lesson(world) -> MiniLessonPage:
    make_site()
    return make_lesson(credit_hours=Decimal("0.50"))


@pytest.fixture
def learner(world):
    return world.members["staff"]


def answer(member, lesson, at, choices=(RIGHT,), question_id="q1") -> CheckResult:
    return answer_check(
        member=member, lesson=lesson, question_id=question_id, choices=list(choices), at=at
    )


def test_a_right_answer_completes_and_credits(lesson, learner, at):
    result = answer(learner, lesson, at)
    record = LearningRecord.objects.get()
    assert result == CheckResult(True, record, created=True)
    assert (record.member, record.page_id, record.title) == (learner, lesson.pk, "入户调查")
    assert (record.credit_hours, record.done_at) == (Decimal("0.50"), at)
    assert record.revision == lesson.live_revision_id
    credential = Credential.objects.get()
    assert (credential.kind, credential.code) == ("training", f"lesson:{lesson.pk}")
    assert (credential.value, credential.earned_at) == (Decimal("0.50"), at)
    assert credential.source == f"lesson:{lesson.pk}:{learner.pk}"
    assert credential.organisation_name == "双江街道"


def test_a_second_right_answer_changes_nothing(lesson, learner, at):
    first = answer(learner, lesson, at)
    second = answer(learner, lesson, at)
    assert second == CheckResult(True, first.record, created=False)
    assert (LearningRecord.objects.count(), Credential.objects.count()) == (1, 1)
    assert CheckAnswer.objects.count() == 1


def test_wrong_answers_are_kept_and_may_be_tried_again(lesson, learner, at):
    assert answer(learner, lesson, at, [WRONG]) == CheckResult(False)
    assert answer(learner, lesson, at, [WRONG]) == CheckResult(False)
    assert Credential.objects.count() == 0
    assert answer(learner, lesson, at).created
    tries = CheckAnswer.objects.order_by("pk").values_list("choices", "correct")
    assert list(tries) == [([WRONG], False), ([WRONG], False), ([RIGHT], True)]


def test_credit_of_the_time_of_completion_stays(lesson, learner, at):
    answer(learner, lesson, at)
    lesson.credit_hours, lesson.title = Decimal(2), "改过的题目"
    lesson.save()
    record = LearningRecord.objects.get()
    assert (record.credit_hours, record.title) == (Decimal("0.50"), "入户调查")


def test_every_question_must_be_answered_right(world, learner, at):
    make_site()
    other = [("m1", "姓名", True), ("m2", "身份证号", False), ("m3", "监督电话", True)]
    asked = [question_brick("q1"), question_brick("q2", Kind.MULTIPLE, other)]
    lesson = make_lesson(questions=asked)
    assert answer(learner, lesson, at) == CheckResult(True)
    assert answer(learner, lesson, at, ["m1"], "q2") == CheckResult(False)
    assert answer(learner, lesson, at, ["m3", "m1"], "q2").created


def test_people_are_credited_each_on_their_own(lesson, world, at):
    answer(world.members["staff"], lesson, at)
    answer(world.members["stranger"], lesson, at)
    assert LearningRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("choices", "question_id", "refusal"),
    [
        ([], "q1", NothingChosen),
        (["gone"], "q1", QuestionChanged),
        ([RIGHT], "gone", QuestionChanged),
    ],
)
def test_what_cannot_be_judged_is_refused(lesson, learner, at, choices, question_id, refusal):
    with pytest.raises(refusal):
        answer(learner, lesson, at, choices, question_id)
    assert CheckAnswer.objects.count() == 0


@pytest.mark.parametrize("values", [{"valid_until": date(2026, 11, 22)}, {"live": False}])
def test_a_lesson_out_of_date_or_withdrawn_earns_nothing(lesson, learner, at, values):
    MiniLessonPage.objects.filter(pk=lesson.pk).update(**values)
    with pytest.raises(LessonClosed):
        answer(learner, MiniLessonPage.objects.get(), at)
    assert Credential.objects.count() == 0


def test_the_last_valid_day_counts(lesson, learner, at):
    MiniLessonPage.objects.update(valid_until=date(2026, 11, 23))
    assert answer(learner, MiniLessonPage.objects.get(), at).created


def test_records_outlive_the_page(lesson, learner, at):
    answer(learner, lesson, at)
    lesson.delete()
    assert LearningRecord.objects.get().title == "入户调查"
    assert Credential.objects.get().title == "入户调查"


@pytest.mark.parametrize("model", [LearningRecord, CheckAnswer])
def test_facts_cannot_be_changed_or_deleted(lesson, learner, at, model):
    answer(learner, lesson, at)
    for write in (lambda: model.objects.update(member=learner), model.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert model.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_credit_once(at):
    learner = build_world().members["staff"]
    make_site()
    lesson = make_lesson()
    results: list[CheckResult] = []
    gate = threading.Barrier(4)

    def tap() -> None:
        gate.wait()
        results.append(answer(learner, MiniLessonPage.objects.get(pk=lesson.pk), at))
        connection.close()

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.created for result in results) == [False, False, False, True]
    assert (LearningRecord.objects.count(), Credential.objects.count()) == (1, 1)
