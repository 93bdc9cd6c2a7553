"""The two addresses that a running exam page writes to, as docs/exam-protocol.md promises."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exams.adapters.pace import note_tally
from exams.engine.budget import EVENTS, PACES, Tally
from exams.engine.wire import MAX_BODY
from exams.models.attempt import AnswerEvent, Attempt, AttemptEvent, LateEvent, Submission
from exams.permissions import attempt_token
from exams.queries.presence import presence_of
from tests.factories.exams import CLIENT, make_attempt, make_bank, make_paper, make_sitting


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def attempt(world, now):
    sitting = make_sitting(make_paper(make_bank(world.city)), now)
    return make_attempt(sitting, world.members["staff"], now)


def post(attempt, data, *, token=None, what="events", **extra):
    """As the exam page posts: no cookies, the token in its header."""
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Client(enforce_csrf_checks=True).post(
        reverse(f"exam_{what}", args=[attempt.public_id]),
        body,
        content_type=extra.pop("content_type", "application/json"),
        headers={"X-Attempt-Token": attempt_token(attempt) if token is None else token},
    )


def save(attempt, *rows, client=CLIENT, **more):
    events = [{"seq": seq, "item": item, "answer": value} for seq, item, value in rows]
    return post(attempt, {"client": client, "events": events, **more})


def hand_in(attempt, last, **extra):
    return post(attempt, {"client": CLIENT, "last": last}, what="submit", **extra)


def test_a_save_is_answered_with_watermark_clock_and_deadline(attempt):
    response = save(attempt, (1, 1, ["B"]), (2, 2, ["A", "D"]))
    assert response.status_code == 200
    answer = response.json()
    assert answer["accepted"] == 2
    assert answer["deadline"] == round(attempt.deadline_at.timestamp() * 1000)
    assert abs(answer["now"] - timezone.now().timestamp() * 1000) < 5000
    assert set(answer) == {"accepted", "now", "deadline"}


def test_a_lost_reply_does_no_harm(attempt):
    for _ in range(2):
        assert save(attempt, (1, 1, ["B"])).json()["accepted"] == 1
    assert AnswerEvent.objects.count() == 1


def test_a_reused_number_with_another_payload_is_409_and_changes_nothing(attempt):
    save(attempt, (1, 1, ["B"]))
    response = save(attempt, (1, 1, ["C"]), (2, 2, ["A"]))
    assert response.status_code == 409
    assert response.json() == {"error": "sequence_conflict", "sequences": [1], "last": 1}
    assert [event.value for event in AnswerEvent.objects.all()] == [["B"]]


def test_an_opening_page_is_told_the_present_answers(attempt):
    save(attempt, (1, 1, ["B"]), client="another-device")
    response = save(attempt, (1, 2, ["A"]), opened=True, was=["another-device"])
    assert response.json()["answers"] == {"1": ["B"], "2": ["A"]}
    assert response.json()["flags"] == []


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
def test_without_a_good_token_nothing_is_saved(attempt, token):
    events = [{"seq": 1, "item": 1, "answer": ["B"]}]
    response = post(attempt, {"client": CLIENT, "events": events}, token=token)
    assert (response.status_code, response.json()) == (401, {"error": "token_invalid"})
    assert not AnswerEvent.objects.exists()


def test_a_token_opens_its_own_attempt_only(attempt, world, now):
    other = make_attempt(attempt.sitting, world.members["neighbour"], now)
    for what in ("events", "submit"):
        data = {"client": CLIENT, "events": [], "last": 0}
        response = post(other, data, token=attempt_token(attempt), what=what)
        assert response.status_code == 401
    assert Submission.objects.count() == 0


def test_a_cookie_alone_saves_nothing(attempt, login):
    response = login(attempt.member.user).post(
        reverse("exam_events", args=[attempt.public_id]),
        json.dumps({"client": CLIENT, "events": [{"seq": 1, "item": 1, "answer": ["B"]}]}),
        content_type="application/json",
    )
    assert (response.status_code, response.json()) == (401, {"error": "token_invalid"})
    assert not AnswerEvent.objects.exists()


def test_a_closed_account_is_cut_off(attempt):
    attempt.member.user.is_active = False
    attempt.member.user.save()
    response = save(attempt, (1, 1, ["B"]))
    assert (response.status_code, response.json()) == (404, {"error": "attempt_unknown"})
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "not_json"),
        (b"[" * 60_000, "application/json", 400, "not_json"),
        (b"\xff\xfe", "application/json", 400, "not_json"),
        (b"a=1", "application/x-www-form-urlencoded", 415, "not_json"),
        (b"[]", "application/json", 400, "not_an_object"),
        (b'{"client":"c1234567","events":[{"seq":1,"item":9,"answer":[]}]}',
         "application/json", 400, "item_unknown"),
        (b" " * (MAX_BODY + 1), "application/json", 413, "too_large"),
    ],
)  # fmt: skip
def test_bad_requests_are_named(attempt, body, kind, status, code):
    response = post(attempt, body, content_type=kind)
    assert (response.status_code, response.json()) == (status, {"error": code})
    assert AnswerEvent.objects.count() == 0


def test_get_is_not_answered(attempt):
    assert Client().get(reverse("exam_events", args=[attempt.public_id])).status_code == 405


def test_after_the_deadline_new_answers_are_kept_for_a_person(world, now):
    sitting = make_sitting(make_paper(make_bank(world.city)), now)
    attempt = make_attempt(
        sitting,
        world.members["staff"],
        now - timedelta(hours=1),
        deadline_at=now - timedelta(minutes=3),
    )
    response = save(attempt, (1, 1, ["B"]))
    assert response.status_code == 202
    answer = response.json()
    assert (answer["late"], answer["cause"]) == ([1], "after_deadline")
    empty = save(attempt)
    assert (empty.status_code, empty.json()) == (410, {"error": "attempt_over"})
    assert LateEvent.objects.get().value == ["B"]


def test_a_second_page_may_take_over_and_the_first_is_told(attempt):
    save(attempt, (1, 1, ["B"]), opened=True)
    held = save(attempt, client="second-page", opened=True)
    assert (held.status_code, held.json()["error"]) == (409, "lease_held")
    assert held.json()["answers"] == {"1": ["B"]}
    taken = save(attempt, client="second-page", takeover=True)
    assert (taken.status_code, taken.json()["answers"]) == (200, {"1": ["B"]})
    assert post(attempt, {"client": CLIENT}, what="beat").json()["holder"] is False
    assert post(attempt, {"client": "second-page"}, what="beat").json()["holder"] is True
    late = save(attempt, (2, 1, ["C"]))
    assert (late.status_code, late.json()["cause"]) == (202, "taken_over")
    refused = hand_in(attempt, 1)
    assert (refused.status_code, refused.json()) == (409, {"error": "lease_lost"})


def test_a_beat_is_one_read_and_tells_time_deadline_and_presence(attempt, now):
    token = attempt_token(attempt)
    with CaptureQueriesContext(connection) as queries:
        answer = post(attempt, {"client": CLIENT, "unsent": 3}, what="beat", token=token).json()
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]
    assert (answer["holder"], answer["open"]) == (True, True)
    assert answer["deadline"] == round(attempt.deadline_at.timestamp() * 1000)
    there = presence_of([attempt.pk])[attempt.pk]
    assert (there.unsent, there.is_connected(timezone.now())) == (3, True)


@pytest.mark.parametrize("records", [True, False])
def test_leaving_the_page_is_noted_only_where_the_sitting_says_so(attempt, records):
    attempt.sitting.record_leaving = records
    attempt.sitting.save()
    post(attempt, {"client": CLIENT, "away": [12, 40]}, what="beat")
    noted = AttemptEvent.objects.filter(kind="left").values_list("amount", flat=True)
    assert list(noted) == ([12, 40] if records else [])


def test_the_page_can_ask_whether_it_is_still_logged_in(attempt, login, world):
    address = reverse("exam_session", args=[attempt.public_id])
    assert Client().get(address).json()["signed_in"] is False
    assert login(attempt.member.user).get(address).json()["signed_in"] is True
    assert login(world.users["neighbour"]).get(address).json()["signed_in"] is False


def test_submitting_names_what_is_lacking_and_then_gives_one_receipt(attempt):
    save(attempt, (1, 1, ["B"]), (3, 2, ["A"]))
    lacking = hand_in(attempt, 4)
    assert lacking.status_code == 409
    assert lacking.json() == {"error": "events_missing", "sequences": [2, 4]}
    save(attempt, (2, 1, ["C"]), (4, 3, ["托底线", "可持续"]))
    first, again = hand_in(attempt, 4), hand_in(attempt, 4)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert first.json()["events"] == 4
    assert first.json()["answered"] == 3
    assert Submission.objects.count() == 1


def test_submitting_is_scored_after_the_commit(attempt, django_capture_on_commit_callbacks):
    save(attempt, (1, 1, ["B"]))
    with django_capture_on_commit_callbacks(execute=True):
        assert hand_in(attempt, 1).status_code == 200
    assert str(Attempt.objects.get(pk=attempt.pk).result.raw) == "10.00"


@pytest.mark.parametrize("count", [1, 40])
def test_a_save_costs_one_read_and_one_insert(attempt, count):
    save(attempt, (1, 1, ["B"]))
    rows = [(number, 1, ["C"]) for number in range(2, count + 2)]
    with CaptureQueriesContext(connection) as queries:
        assert save(attempt, *rows).json()["accepted"] == count + 1
    verbs = [query["sql"].split()[0] for query in queries]
    assert [verb for verb in verbs if verb in {"SELECT", "INSERT", "UPDATE"}] == [
        "SELECT",
        "INSERT",
    ]


def test_a_loop_of_hand_ins_is_slowed_without_a_question_to_the_database(attempt):
    token, statuses = attempt_token(attempt), []
    for _ in range(PACES["submit"].burst + 1):
        with CaptureQueriesContext(connection) as queries:
            order = {"client": CLIENT, "last": 3}
            response = post(attempt, order, what="submit", token=token)
        statuses.append(response.status_code)
    assert set(statuses[:-1]) == {409}
    assert (statuses[-1], response.json()) == (429, {"error": "too_fast"})
    assert int(response["Retry-After"]) >= 1
    assert len(queries) == 0


def test_a_last_beyond_reason_is_refused(attempt):
    save(attempt, (1, 1, ["B"]))
    response = hand_in(attempt, 1_000_000)
    assert (response.status_code, response.json()) == (400, {"error": "last_too_far", "held": 1})


def test_a_long_list_of_what_is_lacking_is_told_in_parts(attempt):
    response = hand_in(attempt, 5_000)
    assert response.json()["sequences"] == list(range(1, 201))


def test_a_spent_budget_is_told_in_truth(attempt):
    note_tally(attempt.pk, Tally(events=EVENTS, whole=True))
    response = save(attempt, (1, 1, ["B"]))
    expected = {"error": "budget_spent", "spent": "too_many_answers"}
    assert (response.status_code, response.json()) == (429, expected)
    assert int(response["Retry-After"]) >= 1
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize(("item", "most"), [(1, 16), (3, 500)])
def test_the_length_of_an_answer_goes_by_the_kind_of_its_item(attempt, item, most):
    assert save(attempt, (1, item, ["A" * most])).status_code == 200
    response = save(attempt, (2, item, ["A" * (most + 1)]))
    assert (response.status_code, response.json()) == (400, {"error": "answer_invalid"})
