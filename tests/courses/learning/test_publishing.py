"""Trainer → reviewer → staff, in the admin as real users meet it."""

from datetime import date
from http import HTTPStatus

import pytest
from django.urls import reverse
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from cms.flows import publishing
from courses.learning.models.lecture import LectureHallPage, LecturePage
from courses.learning.models.lesson import MiniLessonIndexPage, MiniLessonPage
from staff.flows.groups import sync_groups
from tests.factories.cms import make_basis, make_site
from tests.factories.exams import make_bank, make_item
from tests.factories.learning import make_check, make_lesson, make_topic
from tests.factories.staff import make_grant, make_user


@pytest.fixture
def people(world, login, at):
    """Clients by account name, with the groups that their grants give."""
    make_site()
    for user in world.users.values():
        sync_groups(user=user, at=at)
    return {name: login(world.users[name]) for name in ("trainer", "reviewer", "staff")}


def lesson_form(bases=(), items=None, **action) -> dict:
    """What the editor's browser sends for a new mini-lesson."""
    asked = [make_check(stem="可以回单位后补签。")] if items is None else items
    bricks = [("check_item", str(item.pk)) for item in asked]
    return nested_form_data(
        {
            "title": "新的小课堂",
            "slug": "new-lesson",
            "purpose": "为什么要学",
            "topic": make_topic().pk,
            "credit_hours": "0.25",
            "audience": "",
            "length_text": "4 分钟",
            "valid_until": "2036-01-31",
            "body": streamfield([("text", rich_text("<p>正文</p>")), *bricks]),
            "citations": inline_formset([{"basis": basis.pk} for basis in bases]),
            **action,
        }
    )


def create(client, form: dict):
    parent = publishing.section(MiniLessonIndexPage)
    return client.post(f"/admin/pages/add/learning/minilessonpage/{parent.pk}/", form)


def test_a_lesson_goes_from_the_trainer_through_review_to_staff(people):
    response = create(people["trainer"], lesson_form([make_basis()], **{"action-submit": "1"}))
    assert response.status_code == HTTPStatus.FOUND
    lesson = MiniLessonPage.objects.get()
    assert (lesson.live, lesson.current_workflow_state.status) == (False, "in_progress")
    assert people["staff"].get("/lessons/new-lesson/").status_code == HTTPStatus.NOT_FOUND

    assert "新的小课堂" in people["reviewer"].get("/admin/").content.decode()
    task = TaskState.objects.get()
    url = reverse("wagtailadmin_pages:workflow_action", args=(lesson.pk, "approve", task.pk))
    people["trainer"].post(url, {"comment": "我自己通过"})
    assert not MiniLessonPage.objects.get().live
    people["reviewer"].post(url, {"comment": "可以发布"})

    lesson = MiniLessonPage.objects.get()
    assert lesson.live
    page = people["staff"].get("/lessons/new-lesson/")
    for words in ("新的小课堂", "社会救助暂行办法", "2036年1月31日", "可以回单位后补签。"):
        assert words in page.content.decode()


def test_a_trainer_cannot_publish(people):
    create(people["trainer"], lesson_form(**{"action-publish": "1"}))
    assert not MiniLessonPage.objects.filter(live=True).exists()


def test_a_trainer_writes_a_lecture_too(people):
    parent = publishing.section(LectureHallPage)
    form = nested_form_data(
        {
            "title": "新的讲座",
            "slug": "new-lecture",
            "purpose": "目标",
            "topic": make_topic().pk,
            "credit_hours": "3",
            "level": "city",
            "form": "hall",
            "audience": "",
            "length_text": "",
            "valid_until": "",
            "materials_note": "",
            "body": streamfield([]),
            "outline": streamfield([]),
            "materials": streamfield([]),
            "citations": inline_formset([]),
            "sessions": inline_formset(
                [
                    {
                        "starts_at": "2026-12-01 09:00",
                        "place": "三楼",
                        "contact": "",
                        "document_number": "",
                    }
                ]
            ),
            "action-submit": "1",
        }
    )
    url = f"/admin/pages/add/learning/lecturepage/{parent.pk}/"
    assert people["trainer"].post(url, form).status_code == HTTPStatus.FOUND
    assert LecturePage.objects.get().current_workflow_state.status == "in_progress"


def shows(response, words: str) -> bool:
    """Errors inside a body reach the editor's script as escaped JSON."""
    return words.encode("unicode_escape").decode() in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("judgement", {"live": False}, "“可以补签”不能作为随堂题"),
        ("case", {}, "“可以补签”要用文字作答"),
    ],
)
def test_an_item_that_may_not_be_asked_is_named_and_not_submitted(people, kind, values, words):
    item = make_check(kind, stem="可以补签", **values)
    response = create(people["trainer"], lesson_form(items=[item], **{"action-submit": "1"}))
    assert response.status_code == HTTPStatus.OK
    assert shows(response, words)
    assert not MiniLessonPage.objects.exists()


def test_a_draft_may_be_unfinished(people):
    create(people["trainer"], lesson_form(items=[make_check(live=False)]))
    assert MiniLessonPage.objects.get().live is False


@pytest.fixture
def county(world, login, at):
    """A trainer of one county, with a bank of the county's own."""
    user = make_user("county_trainer")
    make_grant(user, "trainer", world.xinping)
    sync_groups(user=user, at=at)
    return login(user)


def test_items_of_banks_elsewhere_cannot_be_chosen(people, county, world):
    strange, own = make_check(stem="市级的题"), make_item(make_bank(world.xinping), "judgement")
    response = create(county, lesson_form(items=[strange], **{"action-submit": "1"}))
    assert shows(response, "“市级的题”属于您不参与的题库")
    assert not MiniLessonPage.objects.exists()
    create(county, lesson_form(items=[own], **{"action-submit": "1"}))
    assert list(MiniLessonPage.objects.get().get_latest_revision_as_object().items()) == [own.pk]


def test_the_chooser_offers_own_items_only(people, county, world):
    make_check(stem="市级的题")
    make_item(make_bank(world.xinping), "judgement", stem="县里的题")
    url = reverse("wagtailsnippetchoosers_bank_item:choose")
    assert "县里的题" in county.get(url).json()["html"]
    assert "市级的题" not in county.get(url).json()["html"]
    assert "市级的题" in people["trainer"].get(url).json()["html"]


def test_what_stood_in_a_lesson_before_may_stay(people, county, world):
    strange = make_check(stem="市级的题")
    lesson = make_lesson(items=[strange])
    form = lesson_form(items=[strange]) | {"slug": lesson.slug}
    response = county.post(f"/admin/pages/{lesson.pk}/edit/", form)
    assert response.status_code == HTTPStatus.FOUND
    assert MiniLessonPage.objects.get().get_latest_revision_as_object().title == "新的小课堂"


def test_a_retired_basis_stops_the_submission_and_is_named(people):
    retired = make_basis("旧办法", article="第三条", retired_on=date(2026, 1, 1))
    response = create(people["trainer"], lesson_form([retired], **{"action-submit": "1"}))
    assert "《旧办法》第三条" in response.content.decode()
    assert "已于" in response.content.decode()
    assert not MiniLessonPage.objects.exists()


def test_an_unchecked_basis_warns_the_editor_and_marks_the_page(people):
    doubtful = make_basis("低保办法", article="第十六条", status="unchecked")
    response = people["trainer"].post(
        f"/admin/pages/add/learning/minilessonpage/{publishing.section(MiniLessonIndexPage).pk}/",
        lesson_form([doubtful], **{"action-submit": "1"}),
        follow=True,
    )
    assert "尚未核对" in response.content.decode()
    MiniLessonPage.objects.get().get_latest_revision().publish()
    assert "依据待核" in people["staff"].get("/lessons/new-lesson/").content.decode()


def test_the_editor_opens_for_every_kind_of_page(people):
    lesson = make_lesson(bases=[make_basis()])
    kinds = [
        (page.specific_class._meta.model_name, page.get_parent().pk)
        for page in Page.objects.filter(pk=lesson.pk)
    ]
    for name, parent in kinds:
        url = f"/admin/pages/add/learning/{name}/{parent}/"
        assert people["trainer"].get(url).status_code == HTTPStatus.OK
    for page in Page.objects.descendant_of(publishing.ensure_home(), inclusive=True):
        url = f"/admin/pages/{page.pk}/edit/"
        assert people["reviewer"].get(url).status_code == HTTPStatus.OK


def test_a_trainer_enters_a_basis_as_unchecked_only(people):
    values = {
        "law": "新办法",
        "article": "第一条",
        "version": "2026年",
        "status": "checked",
        "checked_on": "2026-11-01",
        "checked_by": "",
        "note": "",
        "retired_on": "",
    }
    url = "/admin/snippets/cms/legalbasis/add/"
    assert "由审核人登记" in people["trainer"].post(url, values).content.decode()
    values.update(status="unchecked", checked_on="")
    assert people["trainer"].post(url, values).status_code == HTTPStatus.FOUND
    values.update(article="第二条", status="checked", checked_on="2026-11-01")
    assert people["reviewer"].post(url, values).status_code == HTTPStatus.FOUND
