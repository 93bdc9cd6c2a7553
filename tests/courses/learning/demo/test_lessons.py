from collections import Counter
from datetime import timedelta

import pytest
from wagtail.models import TaskState

from bank.engine.scoring import is_right
from bank.models.items import Item, ItemBank
from cms.demo import site
from cms.lib.demo import Demo
from cms.models.basis import LegalBasis
from cms.models.notices import NoticePage
from cms.models.policies import PolicyPage
from courses.learning.demo import lessons
from courses.learning.demo.picture import ALT, TITLE
from courses.learning.demo.records import responses
from courses.learning.models.lecture import LecturePage
from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import CheckAnswer, LearningRecord
from courses.learning.queries.lessons import year_start
from staff.flows.groups import sync_groups
from staff.models.standing import Credential
from tests.factories.cms import make_site
from tests.factories.learning import checked, give
from tests.factories.staff import make_member


@pytest.fixture
def demo(world, at, settings, tmp_path) -> Demo:
    settings.MEDIA_ROOT = tmp_path
    make_site()
    for name in ("trainer", "reviewer"):
        sync_groups(user=world.users[name], at=at)
    for number in range(20):
        make_member(world.xiaojie, f"成员{number}", village="")
    for member in world.members.values():
        member.appointments.update(starts_on=at.date().replace(month=3, day=1))
    demo = Demo(at=at, say=lambda line: None)
    site.seed(demo)
    lessons.seed(demo)
    return demo


def state() -> list:
    models = (LegalBasis, NoticePage, PolicyPage, MiniLessonPage, Item, CheckAnswer, Credential)
    return [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in models]


def test_a_second_run_changes_nothing(demo):
    before = state()
    site.seed(demo)
    lessons.seed(demo)
    assert state() == before


def test_the_pages_are_real(demo):
    assert MiniLessonPage.objects.live().count() == 6
    assert LecturePage.objects.live().count() == 2
    assert NoticePage.objects.live().count() == 6
    for page in [*MiniLessonPage.objects.all(), *LecturePage.objects.all()]:
        page.full_clean()
        assert page.basis
        assert page.revisions.count() == 1
    assert {page.title[:2] for page in MiniLessonPage.objects.all() if page.unchecked_basis()} == {
        "入户",
        "收入",
    }


def test_the_picture_has_words_for_those_who_do_not_see_it(demo):
    body = MiniLessonPage.objects.get(slug="lesson-5").body
    (image,) = [block.value for block in body if block.block_type == "image"]
    assert (image.title, image.contextual_alt_text) == (TITLE, ALT)


def test_one_lesson_waits_for_the_reviewer(demo):
    (waiting,) = TaskState.objects.filter(status="in_progress")
    assert waiting.revision.content_object.title == "临时救助：急难先办、手续后补"


def test_completions_could_have_come_from_the_flow(demo, at):
    records = list(LearningRecord.objects.select_related("member"))
    assert len(records) > 20
    assert Credential.objects.count() == len(records)
    lessons = {lesson.pk: lesson for lesson in MiniLessonPage.objects.live()}
    for record in records:
        credential = Credential.objects.get(source=f"lesson:{record.page_id}:{record.member_id}")
        assert (credential.value, credential.earned_at) == (record.credit_hours, record.done_at)
        assert year_start(at.year) <= record.done_at < at
        assert record.done_at.date() >= record.member.appointments.get().starts_on
        item = checked(lessons[record.page_id])
        answers = CheckAnswer.objects.filter(member=record.member, page=record.page_id)
        for answer in answers:
            assert is_right(item.content, tuple(answer.response)) == answer.correct
            assert (answer.item, answer.digest) == (item, item.content_digest)
            assert answer.item_revision_id == item.live_revision_id
        last = answers.order_by("answered_at").last()
        assert (last.correct, last.answered_at) == (True, record.done_at)


def test_the_demo_accounts_have_work_left(demo, world, at):
    done = Counter(record.member.user.username for record in LearningRecord.objects.all())
    assert (done["staff"], done["coordinator"]) == (2, 1)
    lesson = MiniLessonPage.objects.live().exclude(
        pk__in=LearningRecord.objects.filter(member=world.members["staff"]).values("page")
    )[0]
    right, _wrong = responses(checked(lesson).content)
    result = give(world.members["staff"], lesson, *right, at=at + timedelta(minutes=5))
    assert result.created


def test_the_same_moment_builds_the_same_ids(demo):
    lesson = MiniLessonPage.objects.live().first()
    (asked,) = [block.id for block in lesson.body if block.block_type == "check_item"]
    assert asked == site.stable_id("check_item", 1)


def test_the_lessons_ask_items_of_a_bank_that_were_reviewed(demo, world):
    bank = ItemBank.objects.get(name="小课堂练习")
    items = list(bank.items.order_by("pk"))
    assert len(items) == 7
    assert [item.is_askable for item in items] == [True] * 7
    lessons = MiniLessonPage.objects.order_by("path")
    asked = [checked(lesson.get_latest_revision_as_object()) for lesson in lessons]
    assert asked == items
    assert {item.latest_revision.user for item in items} == {world.users["trainer"]}
    for item in items:
        item.full_clean()
        assert item.rationale
