from datetime import timedelta

import pytest

from exams.flows.invigilation import defer
from exams.flows.sittings import make_resit
from exams.models.sitting import Registration
from exams.queries.people import (
    LISTS,
    Person,
    ineligible_people,
    list_counts,
    named,
    person_of,
    registered_people,
)
from staff.models.member import Member
from tests.factories.exams import make_attempt
from tests.factories.staff import make_post

CLOSED = timedelta(hours=3)


@pytest.fixture
def seated(enrolled, sitting, sit, world, at):
    never, running, done, deferred = enrolled(4)
    make_attempt(sitting, running, at)
    sit(done)
    by = world.users["trainer"]
    defer(sitting=sitting, member=deferred, reason="防汛", by=by, at=at)
    return {"never": never, "running": running, "done": done, "deferred": deferred}


@pytest.mark.parametrize(
    ("listed", "before", "after"),
    [
        ("all", "never running done deferred", "never running done deferred"),
        ("not_started", "never", ""),
        ("started", "running", "running"),
        ("submitted", "done", "done"),
        ("absent", "", "never"),
        ("deferred", "deferred", "deferred"),
        ("resit", "", "never deferred"),
    ],
)
def test_each_list_before_and_after_the_end(seated, sitting, at, listed, before, after):
    for moment, names in ((at, before), (at + CLOSED, after)):
        rows = registered_people(sitting, Registration.objects.all(), listed, moment)
        assert {row.member for row in rows} == {seated[name] for name in names.split()}


def test_who_was_called_to_a_resit_is_not_listed_again(seated, sitting, world, at):
    later = at + CLOSED
    make_resit(
        sitting=sitting,
        groups=["absent"],
        opens_at=later + CLOSED,
        closes_at=later + 2 * CLOSED,
        ceiling=None,
        user=world.users["trainer"],
        at=later,
    )
    rows = registered_people(sitting, Registration.objects.all(), "resit", later)
    assert [row.member for row in rows] == [seated["deferred"]]


def test_a_list_stays_within_the_registrations_it_is_given(seated, sitting, at):
    mine = Registration.objects.filter(member=seated["done"])
    rows = registered_people(sitting, mine, "all", at)
    assert [row.member for row in rows] == [seated["done"]]
    assert list_counts(sitting, mine, at) == {
        listed: int(listed in {"all", "submitted"}) for listed in LISTS if listed != "ineligible"
    }


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_is_one_query(enrolled, sitting, at, number, django_assert_num_queries):
    enrolled(number)
    with django_assert_num_queries(1):
        rows = registered_people(sitting, Registration.objects.all(), "all", at)
        lines = [person_of(row, at) for row in rows]
        assert [line.member.organisation.name for line in lines]
    assert len(lines) == number


def test_a_line_says_state_time_and_reason(seated, sitting, at):
    rows = registered_people(sitting, Registration.objects.all(), "all", at)
    lines = {line.member: line for line in (person_of(row, at) for row in rows)}
    assert lines[seated["deferred"]] == Person(seated["deferred"], "deferred", None, "防汛")
    assert lines[seated["done"]].state == "waiting"
    assert lines[seated["done"]].when == at + timedelta(minutes=1)


@pytest.mark.parametrize("number", [1, 3])
def test_who_is_not_called_is_named_with_the_cause(
    seated, sitting, world, at, number, django_assert_num_queries
):
    post = make_post("其他岗位")
    sitting.posts.add(Member.objects.get(pk=world.members["staff"].pk).post)
    sitting.credential = "lesson:1"
    sitting.save()
    Member.objects.filter(pk=world.members["stranger"].pk).update(post=post)
    within = Member.objects.filter(
        pk__in=[world.members[name].pk for name in ("stranger", "staff", "neighbour")[:number]]
    )
    with django_assert_num_queries(3):
        lines = ineligible_people(sitting, within, at)
        assert [line.member.organisation.name for line in lines]
    states = {line.member: line.state for line in lines}
    assert states.pop(world.members["stranger"]) == "other_post"
    assert set(states.values()) <= {"no_credential"}
    assert len(lines) == number


def test_who_is_registered_all_the_same_is_not_called_ineligible(seated, sitting, at):
    sitting.credential = "lesson:1"
    sitting.save()
    everybody = Member.objects.filter(pk__in=[member.pk for member in seated.values()])
    assert ineligible_people(sitting, everybody, at) == []


@pytest.mark.parametrize(("words", "number"), [("考生2", 1), ("双江", 4), ("", 4), ("无", 0)])
def test_words_name_a_person_or_a_unit(seated, words, number):
    rows = Registration.objects.filter(named(words, "member__"))
    assert rows.count() == number
