import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ProtectedError

from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import CheckAnswer, LearningRecord
from tests.factories.cms import make_site
from tests.factories.learning import RIGHT, WRONG, checked, give, make_check, make_lesson


@pytest.fixture
def learner(world):
    make_site()
    return world.members["staff"]


def test_a_page_is_completed_once_per_person(learner, at):
    values = {"member": learner, "page_id": 7, "title": "课", "credit_hours": 1, "done_at": at}
    LearningRecord.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningRecord.objects.create(**values)


def test_what_was_answered_keeps_its_item_and_its_revision(learner, at):
    lesson = make_lesson()
    give(learner, lesson, WRONG, at=at)
    item = checked(lesson)
    for row in (item, item.live_revision):
        with pytest.raises(ProtectedError):
            row.delete()


@pytest.mark.parametrize("field", ["digest", "response", "correct"])
def test_an_answer_is_never_rewritten(learner, at, field):
    give(learner, make_lesson(), WRONG, at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckAnswer.objects.update(**{field: True})


def test_the_last_answer_to_each_item_is_read_at_once(
    learner, at, world, django_assert_num_queries
):
    first, second = make_check(), make_check()
    lesson = make_lesson(items=[first, second])
    for item, response in ((first, WRONG), (second, WRONG), (first, RIGHT)):
        give(learner, lesson, response, at=at, item=item)
    with django_assert_num_queries(1):
        latest = CheckAnswer.objects.latest_of(learner.user, lesson.pk)
    assert {pk: answer.correct for pk, answer in latest.items()} == {
        first.pk: True,
        second.pk: False,
    }
    assert CheckAnswer.objects.latest_of(world.users["stranger"], lesson.pk) == {}
    assert CheckAnswer.objects.latest_of(AnonymousUser(), lesson.pk) == {}


def test_pages_are_marked_for_their_reader_only(learner, at, world):
    lesson = make_lesson()
    give(learner, lesson, RIGHT, at=at)
    pages = MiniLessonPage.objects.all()
    readers = {"staff": True, "stranger": False, "trainer": False}
    for name, done in readers.items():
        (page,) = LearningRecord.objects.mark_done(pages, world.users[name])
        assert page.is_done is done, name
    (page,) = LearningRecord.objects.mark_done(pages, AnonymousUser())
    assert page.is_done is False
