import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exams.engine.answer_file import MAX_BYTES, seal
from exams.flows.answer_files import file_key
from exams.models.attempt import LateEvent
from tests.factories.exams import answer, make_attempt, make_bank, make_paper, make_sitting
from tests.factories.exams import register as enrol


@pytest.fixture
def attempt(world):
    at = timezone.now()
    sitting = make_sitting(make_paper(make_bank(world.city)), at)
    return make_attempt(sitting, world.members["staff"], at)


def address(attempt, name="answer_file", *more):
    args = [attempt.sitting_id, attempt.member.staff_number, *more]
    return reverse(f"desk_exam_{name}", args=args)


def upload(data: bytes) -> dict:
    return {"file": SimpleUploadedFile("answers.json", data), "reason": "断网"}


def made(attempt) -> bytes:
    return seal([answer(1, 2, "B")], file_key(attempt.public_id), attempt.public_id)


def test_the_file_is_loaded_and_the_decision_follows(attempt, world, login):
    client = login(world.users["trainer"])
    response = client.post(address(attempt), upload(made(attempt)), follow=True)
    assert response.redirect_chain[-1][0] == address(attempt, "act", "late")
    assert "1 个新答案" in response.content.decode()
    assert LateEvent.objects.get().position == 2


def test_its_text_does_as_well(attempt, world, login):
    data = {"text": made(attempt).decode(), "reason": "断网"}
    assert login(world.users["trainer"]).post(address(attempt), data).status_code == 302
    assert LateEvent.objects.count() == 1


def test_neither_or_both_is_asked_back(attempt, world, login):
    client = login(world.users["trainer"])
    for data in ({"reason": "断网"}, upload(made(attempt)) | {"text": "x"}):
        assert client.post(address(attempt), data).status_code == 422
    assert client.post(address(attempt), upload(made(attempt)) | {"reason": ""}).status_code == 422
    assert not LateEvent.objects.exists()


@pytest.mark.parametrize("data", [b"hello", b"x" * (MAX_BYTES + 9)])
def test_a_wrong_file_is_refused_in_words(attempt, world, login, data):
    response = login(world.users["trainer"]).post(address(attempt), upload(data))
    assert response.status_code == 422
    assert "答题文件" in response.content.decode()
    assert not LateEvent.objects.exists()


def test_without_an_attempt_there_is_no_such_page(attempt, world, login):
    enrol(attempt.sitting, world.members["neighbour"])
    place = [attempt.sitting_id, world.members["neighbour"].staff_number]
    client = login(world.users["trainer"])
    assert client.get(reverse("desk_exam_answer_file", args=place)).status_code == 404


def test_the_candidates_list_leads_to_it(attempt, world, login):
    page = login(world.users["trainer"]).get(reverse("desk_exam_live", args=[attempt.sitting_id]))
    assert address(attempt) in page.content.decode()


def test_only_the_own_exam_page_has_the_key(attempt, world, login):
    path = reverse("exam_attempt", args=[attempt.public_id])
    config = login(world.users["staff"]).get(path).context["config"]
    assert len(config["file_key"]) == 44
