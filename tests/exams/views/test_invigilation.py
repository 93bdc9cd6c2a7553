from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exams.models.sitting import Allowance
from exams.queries.invigilation import Where, seats_of
from tests.exams.views.test_wire import post
from tests.factories.exams import (
    CLIENT,
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    save,
    submit,
)
from tests.factories.exams import register as enrol
from tests.factories.staff import make_member


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sitting(world, now):
    return make_sitting(make_paper(make_bank(world.city)), now)


def seats(sitting, now):
    return {seat.registration.member: seat for seat in seats_of(sitting, now)}


def test_everybody_has_a_place_and_the_urgent_come_first(world, sitting, now):
    lost, there, unsent, done, late, absent = (
        make_member(world.shuangjiang, name) for name in "甲乙丙丁戊己"
    )
    enrol(sitting, absent)
    attempts = {m: make_attempt(sitting, m, now) for m in (lost, there, unsent, done, late)}
    post(attempts[there], {"client": CLIENT}, what="beat")
    post(attempts[unsent], {"client": CLIENT, "unsent": 2}, what="beat")
    submit(attempts[done], now)
    save(attempts[late], now, answer(1, 1, "A"))
    save(attempts[late], now, answer(1, 1, "B", client="another-page"), client="another-page")
    found = seats(sitting, now)
    assert {member: seat.where for member, seat in found.items()} == {
        lost: Where.LOST,
        there: Where.CONNECTED,
        unsent: Where.UNSENT,
        done: Where.SUBMITTED,
        late: Where.LATE,
        absent: Where.WAITING,
    }
    assert next(iter(found)) == late
    assert seats(sitting, now + timedelta(minutes=1))[there].where == Where.LOST


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_as_much_for_one_as_for_many(world, sitting, now, count, login):
    for number in range(count):
        make_attempt(sitting, make_member(world.shuangjiang, f"考生{number}"), now)
    client = login(world.users["trainer"])
    address = reverse("desk_exam_live", args=[sitting.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, {"part": "1"}).status_code == 200
    assert len(queries) <= 14


def test_an_act_needs_its_reason_and_is_done_once_confirmed(world, sitting, now, login):
    member = make_member(world.shuangjiang, "考生")
    attempt = make_attempt(sitting, member, now)
    client = login(world.users["trainer"])
    address = reverse("desk_exam_act", args=[sitting.pk, member.staff_number, "extend"])
    assert client.post(address, {"minutes": "10", "reason": ""}).status_code == 422
    assert not Allowance.objects.exists()
    response = client.post(address, {"minutes": "10", "reason": "停电"})
    assert response.url == reverse("desk_exam_live", args=[sitting.pk])
    before = attempt.deadline_at
    attempt.refresh_from_db()
    assert attempt.deadline_at - before == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("act", "status"), [("close", 422), ("reopen", 422), ("late", 404), ("dance", 404)]
)
def test_an_act_that_does_not_fit_says_so(world, sitting, now, login, act, status):
    member = make_member(world.shuangjiang, "考生")
    enrol(sitting, member)
    address = reverse("desk_exam_act", args=[sitting.pk, member.staff_number, act])
    data = {"reason": "原因", "minutes": "5", "accepted": "yes"}
    assert login(world.users["trainer"]).post(address, data).status_code == status


def test_who_decides_about_late_answers_sees_each_of_them(world, sitting, now, login):
    member = make_member(world.shuangjiang, "考生")
    attempt = make_attempt(sitting, member, now)
    save(attempt, now, answer(1, 1, "A"))
    late = (answer(1, 1, "B", client="another-page"), answer(2, 3, client="another-page"))
    save(attempt, now, *late, client="another-page")
    address = reverse("desk_exam_act", args=[sitting.pk, member.staff_number, "late"])
    client = login(world.users["trainer"])
    first, second = client.get(address).context["late"]
    assert (first.number, first.response[:2], first.counts_now[:2]) == (1, "B.", "A.")
    assert (first.received_at, first.cause) == (now, "由已被接替的页面发来")
    assert (second.number, second.response, second.counts_now) == (3, "", "")
    assert "由已被接替的页面发来" in client.get(address).content.decode()
    client.post(address, {"accepted": "no", "reason": "代答"})
    assert client.get(address).context["late"] == []
