import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from bank.engine.items import words_of
from cms.lib.chain import canonical, digest
from courses.learning.flows.completion import (
    CheckResult,
    ItemChanged,
    ItemWithdrawn,
    LessonClosed,
    NothingChosen,
    answer_check,
)
from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import CheckAnswer, LearningRecord
from staff.models.standing import Credential
from tests.casts import build_world
from tests.factories.cms import make_site
from tests.factories.exams import right_answer
from tests.factories.learning import RIGHT, WRONG, checked, give, make_check, make_lesson


@pytest.fixture
def lesson(world) -> MiniLessonPage:
    make_site()
    return make_lesson(credit_hours=Decimal("0.50"))


@pytest.fixture
def learner(world):
    return world.members["staff"]


def answer(member, lesson, at, response=(RIGHT,), item=None) -> CheckResult:
    return give(member, lesson, *response, at=at, item=item)


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
    tries = CheckAnswer.objects.order_by("pk").values_list("response", "correct")
    assert list(tries) == [([WRONG], False), ([WRONG], False), ([RIGHT], True)]


def test_credit_of_the_time_of_completion_stays(lesson, learner, at):
    answer(learner, lesson, at)
    lesson.credit_hours, lesson.title = Decimal(2), "改过的题目"
    lesson.save()
    record = LearningRecord.objects.get()
    assert (record.credit_hours, record.title) == (Decimal("0.50"), "入户调查")


def test_every_item_must_be_answered_right(world, learner, at):
    make_site()
    first, second = make_check(), make_check("multiple")  # ABD
    lesson = make_lesson(items=[first, second])
    assert answer(learner, lesson, at) == CheckResult(True)
    assert answer(learner, lesson, at, ["A"], second) == CheckResult(False)
    assert answer(learner, lesson, at, ["A", "B", "C"], second) == CheckResult(False)
    assert answer(learner, lesson, at, ["D", "B", "A"], second).created


@pytest.mark.parametrize("kind", ["single", "multiple", "judgement", "blank"])
def test_every_kind_that_a_machine_can_judge_finishes_a_lesson(world, learner, at, kind):
    make_site()
    item = make_check(kind, key="正确") if kind == "judgement" else make_check(kind)
    lesson = make_lesson(items=[item])
    right = right_answer(kind)
    half = (right[0], "不对") if kind == "blank" else ("C",) if kind != "judgement" else ("F",)
    assert answer(learner, lesson, at, half) == CheckResult(False)
    assert answer(learner, lesson, at, right).created


def test_an_answer_pins_what_the_learner_saw(lesson, learner, at):
    item = checked(lesson)
    answer(learner, lesson, at)
    given = CheckAnswer.objects.get()
    assert (given.item, given.item_revision_id) == (item, item.live_revision_id)
    item.stem = "改过的题干"
    item.save_revision().publish()
    kept = CheckAnswer.objects.get()
    assert digest(canonical(words_of(kept.item_revision.content))) == kept.digest
    assert kept.item.content_digest != kept.digest


def test_who_read_an_older_wording_reads_again(lesson, learner, at):
    before = checked(lesson).content_digest
    item = checked(lesson)
    item.key = "正确"
    item.save_revision().publish()
    fresh = MiniLessonPage.objects.get()
    with pytest.raises(ItemChanged):
        answer_check(
            member=learner, lesson=fresh, item_id=item.pk, response=["T"], seen=before, at=at
        )
    assert answer(learner, fresh, at, ["T"]).created


def test_an_item_taken_out_of_the_bank_is_not_asked(lesson, learner, at):
    checked(lesson).unpublish()
    with pytest.raises(ItemWithdrawn):
        answer(learner, MiniLessonPage.objects.get(), at)
    assert CheckAnswer.objects.count() == 0


def test_what_a_withdrawn_item_asked_is_still_required(world, learner, at):
    make_site()
    first, second = make_check(), make_check()
    lesson = make_lesson(items=[first, second])
    second.unpublish()
    fresh = MiniLessonPage.objects.get(pk=lesson.pk)
    assert answer(learner, fresh, at, item=first) == CheckResult(True)
    assert Credential.objects.count() == 0


def test_people_are_credited_each_on_their_own(lesson, world, at):
    answer(world.members["staff"], lesson, at)
    answer(world.members["stranger"], lesson, at)
    assert LearningRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("response", "refusal"),
    [([], NothingChosen), (["  "], NothingChosen), (["X"], ItemChanged), (["T", "F"], ItemChanged)],
)
def test_what_cannot_be_judged_is_refused(lesson, learner, at, response, refusal):
    with pytest.raises(refusal):
        answer(learner, lesson, at, response)
    assert CheckAnswer.objects.count() == 0


def test_an_item_that_the_lesson_does_not_ask_is_refused(lesson, learner, at):
    with pytest.raises(ItemChanged):
        answer(learner, lesson, at, item=make_check())


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
