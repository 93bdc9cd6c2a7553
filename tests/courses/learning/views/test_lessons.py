import pytest

from courses.learning.models.record import CheckAnswer, LearningRecord
from staff.models.standing import Credential
from tests.factories.cms import make_site
from tests.factories.learning import RIGHT, WRONG, make_lesson
from tests.queries import cost


@pytest.fixture
def lesson(world):
    make_site()
    return make_lesson()


def answer_url(lesson, question_id: str = "q1") -> str:
    return f"/lessons/{lesson.pk}/questions/{question_id}/"


def test_a_right_answer_leads_to_the_completion(lesson, world, login):
    client = login(world.users["staff"])
    response = client.post(answer_url(lesson), {"choice": RIGHT})
    assert (response.status_code, response.url) == (302, f"{lesson.url}#done")
    assert LearningRecord.objects.get().member == world.members["staff"]
    again = client.post(answer_url(lesson), {"choice": RIGHT})
    assert again.url == f"{lesson.url}#check-q1"
    assert Credential.objects.count() == 1


def test_a_wrong_answer_leads_back_to_the_question(lesson, world, login):
    response = login(world.users["staff"]).post(answer_url(lesson), {"choice": WRONG})
    assert response.url == f"{lesson.url}#check-q1"
    assert CheckAnswer.objects.get().correct is False


@pytest.mark.parametrize(
    ("question_id", "data", "words"),
    [
        ("q1", {}, "请先选择答案"),
        ("gone", {"choice": RIGHT}, "题目刚刚有改动"),
        ("q1", {"choice": "<script>"}, "题目刚刚有改动"),
    ],
)
def test_a_refusal_is_said_on_the_lesson(lesson, world, login, question_id, data, words):
    client = login(world.users["staff"])
    response = client.post(answer_url(lesson, question_id), data, follow=True)
    assert words in response.content.decode()
    assert CheckAnswer.objects.count() == 0


@pytest.mark.parametrize("user", ["trainer", "hr_city", "inspector"])
def test_people_outside_the_roster_earn_nothing(lesson, world, login, user):
    response = login(world.users[user]).post(answer_url(lesson), {"choice": RIGHT})
    assert response.status_code == 404
    assert Credential.objects.count() == 0


def test_drafts_and_absent_lessons_are_not_there(lesson, world, login):
    lesson.unpublish()
    client = login(world.users["staff"])
    assert client.post(answer_url(lesson), {"choice": RIGHT}).status_code == 404
    assert client.post("/lessons/999999/questions/q1/", {"choice": RIGHT}).status_code == 404


def test_answers_are_posted_by_people_who_logged_in(lesson, world, login, client):
    assert client.post(answer_url(lesson)).url.startswith("/accounts/login/")
    assert login(world.users["staff"]).get(answer_url(lesson)).status_code == 405


def test_my_learning_shows_my_records_only(lesson, world, login):
    login(world.users["stranger"]).post(answer_url(lesson), {"choice": RIGHT})
    mine = login(world.users["staff"]).get("/courses/")
    assert (list(mine.context["page_obj"]), list(mine.context["open_lessons"])) == ([], [lesson])
    theirs = login(world.users["stranger"]).get("/courses/")
    assert [record.title for record in theirs.context["page_obj"]] == ["入户调查"]
    assert str(theirs.context["hours"]) == "0.25"
    assert "0.25 学时" in theirs.content.decode()


def test_my_learning_tells_others_that_they_have_no_record(world, login):
    make_site()
    assert "不在人员名册" in login(world.users["trainer"]).get("/courses/").content.decode()


def test_my_learning_costs_the_same_for_one_and_for_three(world, login):
    make_site()
    client = login(world.users["staff"])
    client.post(answer_url(make_lesson()), {"choice": RIGHT})
    make_lesson()
    cost(client, "/courses/")
    one = cost(client, "/courses/")
    for _ in range(2):
        client.post(answer_url(make_lesson()), {"choice": RIGHT})
        make_lesson()
    assert cost(client, "/courses/") == one
