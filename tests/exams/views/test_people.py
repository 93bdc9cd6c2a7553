"""The lists of a sitting: who stands on which, within whose reach."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from exams.flows.invigilation import defer
from exams.flows.results import release_results, score_attempt
from exams.flows.sittings import make_resit
from tests.factories.exams import (
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    register,
    submit,
)
from tests.factories.staff import make_member


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def people(world):
    names = ("running", "failed", "away", "deferred", "resat")
    return {name: make_member(world.shuangjiang, f"考生{name}") for name in names}


@pytest.fixture
def sitting(world, now, people):
    """Closed a minute ago; one was given so much time that they write on."""
    paper = make_paper(make_bank(world.city))
    sitting = make_sitting(
        paper, now, opens_at=now - timedelta(hours=2), closes_at=now - timedelta(minutes=1)
    )
    register(sitting, *people.values(), world.members["stranger"])
    began = now - timedelta(minutes=30)
    make_attempt(sitting, people["running"], began)
    for name in ("failed", "resat"):
        attempt = make_attempt(sitting, people[name], began)
        submit(attempt, now)
        score_attempt(attempt_id=attempt.pk, at=now)
    by = world.users["trainer"]
    defer(sitting=sitting, member=people["deferred"], reason="防汛值守", by=by, at=began)
    return sitting


def shown(client, sitting, **query):
    page = client.get(reverse("desk_exam_people", args=[sitting.pk]), query)
    return [line.member for line, _state in page.context["lines"]]


def test_each_list_has_its_people(world, sitting, people, now, login):
    release_results(sitting=sitting, user=None, at=now)
    client = login(world.users["trainer"])
    stranger = world.members["stranger"]
    assert len(shown(client, sitting)) == 6
    expected = {
        "not_started": [],
        "started": [people["running"]],
        "submitted": [people["failed"], people["resat"]],
        "absent": [people["away"], stranger],
        "deferred": [people["deferred"]],
        "resit": [people["failed"], people["away"], people["deferred"], people["resat"], stranger],
    }
    assert {name: shown(client, sitting, listed=name) for name in expected} == expected
    assert shown(client, sitting, listed="absent", q=people["away"].staff_number) == [
        people["away"]
    ]
    assert shown(client, sitting, listed="nonsense") == shown(client, sitting)


def test_who_was_called_to_a_resit_is_not_to_be_called_again(world, sitting, people, now, login):
    release_results(sitting=sitting, user=None, at=now)
    opens = now + timedelta(days=1)
    make_resit(
        sitting=sitting, groups=["failed"], opens_at=opens, closes_at=opens + timedelta(hours=1),
        ceiling=None, user=world.users["trainer"], at=now,
    )  # fmt: skip
    client = login(world.users["trainer"])
    left = shown(client, sitting, listed="resit")
    assert left == [people["away"], people["deferred"], world.members["stranger"]]


def test_before_the_end_nobody_is_absent(world, sitting, people, now, login):
    sitting.closes_at = now + timedelta(hours=1)
    sitting.save()
    client = login(world.users["trainer"])
    assert shown(client, sitting, listed="absent") == []
    assert shown(client, sitting, listed="resit") == []
    assert shown(client, sitting, listed="not_started") == [
        people["away"], world.members["stranger"]
    ]  # fmt: skip


def test_who_is_not_eligible_is_named_with_the_cause(world, now, login):
    sitting = make_sitting(make_paper(make_bank(world.city)), now, credential="lesson:1")
    client = login(world.users["trainer"])
    page = client.get(reverse("desk_exam_people", args=[sitting.pk]), {"listed": "ineligible"})
    assert len(page.context["lines"]) == 4
    assert {line.state for line, _label in page.context["lines"]} == {"no_credential"}
    assert "缺少" in page.text


def test_an_empty_list_says_so(world, sitting, login):
    client = login(world.users["trainer"])
    page = client.get(reverse("desk_exam_people", args=[sitting.pk]), {"q": "没有这个人"})
    assert "没有人" in page.text


@pytest.mark.parametrize(
    ("who", "count"),
    [("trainer", 6), ("hr_city", 6), ("hr_county", 5), ("hr_township", 5), ("hr_other", 1)],
)
def test_a_reader_sees_the_own_subtree_only(world, sitting, login, who, count):
    client = login(world.users[who])
    assert len(shown(client, sitting)) == count
    answer = client.post(reverse("desk_exam_people_export", args=[sitting.pk]))
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet.max_row == 3 + count + 1
    assert ModelLogEntry.objects.get(action="exams.export_people").data["rows"] == count


def test_outside_it_does_not_exist(world, sitting, people, now, login):
    other = make_sitting(sitting.paper, now)
    register(other, world.members["stranger"])
    address = reverse("desk_exam_people", args=[other.pk])
    for who in ("hr_county", "marker1", "admin", "staff"):
        assert login(world.users[who]).get(address).status_code == 404
    assert login(world.users["hr_other"]).get(address).status_code == 200


def test_an_unreleased_score_stays_unknown(world, sitting, login):
    page = login(world.users["hr_city"]).get(
        reverse("desk_exam_people", args=[sitting.pk]), {"listed": "submitted"}
    )
    assert {line.state for line, _label in page.context["lines"]} == {"waiting"}


@pytest.mark.parametrize("count", [1, 15])
def test_a_list_asks_as_much_for_one_as_for_many(world, now, login, count):
    sitting = make_sitting(make_paper(make_bank(world.city)), now)
    register(sitting, *(make_member(world.shuangjiang, f"人{n}") for n in range(count)))
    client = login(world.users["trainer"])
    shown(client, sitting)
    with CaptureQueriesContext(connection) as queries:
        shown(client, sitting)
    assert len(queries) <= 16
