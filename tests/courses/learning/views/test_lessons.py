import pytest

from courses.learning.models.record import CheckAnswer, LearningRecord
from staff.models.standing import Credential
from tests.factories.cms import make_site
from tests.factories.learning import RIGHT, WRONG, checked, make_lesson
from tests.queries import cost


@pytest.fixture
def lesson(world):
    make_site()
    return make_lesson()


def answer_url(lesson, item_id: int | None = None) -> str:
    return f"/lessons/{lesson.pk}/items/{item_id or checked(lesson).pk}/"


def form(lesson, *response: str, **changes) -> dict:
    """What the page sends for its first item."""
    item = checked(lesson)
    return {f"item-{item.pk}": list(response), "seen": item.content_digest, **changes}


def test_a_right_answer_leads_to_the_completion(lesson, world, login):
    client = login(world.users["staff"])
    response = client.post(answer_url(lesson), form(lesson, RIGHT))
    assert (response.status_code, response.url) == (302, f"{lesson.url}#done")
    assert LearningRecord.objects.get().member == world.members["staff"]
    again = client.post(answer_url(lesson), form(lesson, RIGHT))
    assert again.url == f"{lesson.url}#check-{checked(lesson).pk}"
    assert Credential.objects.count() == 1


def test_a_wrong_answer_leads_back_to_the_question(lesson, world, login):
    response = login(world.users["staff"]).post(answer_url(lesson), form(lesson, WRONG))
    assert response.url == f"{lesson.url}#check-{checked(lesson).pk}"
    assert CheckAnswer.objects.get().correct is False


@pytest.mark.parametrize(
    ("item_id", "response", "changes", "words"),
    [
        (None, [], {}, "请先选择答案"),
        (999999, [RIGHT], {}, "题目刚刚有改动"),
        (None, ["<script>"], {}, "题目刚刚有改动"),
        (None, [RIGHT], {"seen": "of another day"}, "题目刚刚有改动"),
    ],
)
def test_a_refusal_is_said_on_the_lesson(lesson, world, login, item_id, response, changes, words):
    client = login(world.users["staff"])
    data = form(lesson, *response, **changes)
    if item_id:
        data[f"item-{item_id}"] = response
    answer = client.post(answer_url(lesson, item_id), data, follow=True)
    assert words in answer.content.decode()
    assert CheckAnswer.objects.count() == 0


@pytest.mark.parametrize("user", ["trainer", "hr_city", "inspector"])
def test_people_outside_the_roster_earn_nothing(lesson, world, login, user):
    response = login(world.users[user]).post(answer_url(lesson), form(lesson, RIGHT))
    assert response.status_code == 404
    assert Credential.objects.count() == 0


def test_drafts_and_absent_lessons_are_not_there(lesson, world, login):
    lesson.unpublish()
    client = login(world.users["staff"])
    assert client.post(answer_url(lesson), form(lesson, RIGHT)).status_code == 404
    assert client.post("/lessons/999999/items/1/", form(lesson, RIGHT)).status_code == 404


def test_answers_are_posted_by_people_who_logged_in(lesson, world, login, client):
    assert client.post(answer_url(lesson)).url.startswith("/accounts/login/")
    assert login(world.users["staff"]).get(answer_url(lesson)).status_code == 405


def test_my_learning_shows_my_records_only(lesson, world, login):
    login(world.users["stranger"]).post(answer_url(lesson), form(lesson, RIGHT))
    mine = login(world.users["staff"]).get("/courses/")
    assert (list(mine.context["page_obj"]), list(mine.context["open_lessons"])) == ([], [lesson])
    theirs = login(world.users["stranger"]).get("/courses/")
    assert [record.title for record in theirs.context["page_obj"]] == ["入户调查"]
    assert str(theirs.context["hours"]) == "0.25"
    assert "0.25 学时" in theirs.content.decode()


def test_my_learning_tells_others_that_they_have_no_record(world, login):
    make_site()
    assert "不在人员名册" in login(world.users["trainer"]).get("/courses/").content.decode()


def answer_new(client) -> None:
    lesson = make_lesson()
    client.post(answer_url(lesson), form(lesson, RIGHT))


def test_my_learning_costs_the_same_for_one_and_for_three(world, login):
    make_site()
    client = login(world.users["staff"])
    answer_new(client)
    make_lesson()
    cost(client, "/courses/")
    one = cost(client, "/courses/")
    for _ in range(2):
        answer_new(client)
        make_lesson()
    assert cost(client, "/courses/") == one
