from datetime import timedelta
from decimal import Decimal

import pytest

from exams.flows.invigilation import defer, give_back
from exams.flows.results import release_results, score_attempt
from exams.models.sitting import Exam, Registration, Sitting
from exams.queries.registers import (
    OUTCOMES,
    counted_percent,
    due_members,
    outcome_code,
    register_rows,
    sitting_counts,
    unsubmitted,
    with_outcome,
)
from staff.models.member import Member
from tests.factories.exams import answer, make_attempt, make_sitting, register, save, submit

AFTER = timedelta(hours=3)


def rows_of(sitting):
    return register_rows(Registration.objects.filter(sitting=sitting))


@pytest.fixture
def release(world, sitting, at):
    def released(*attempts):
        for attempt in attempts:
            score_attempt(attempt_id=attempt.pk, at=at)
        release_results(sitting=attempts[0].sitting, user=world.users["trainer"], at=at)

    return released


@pytest.fixture
def everybody(enrolled, sitting, sit, world, at, release):
    """One person for each outcome, by its code."""
    codes = ("passed", "failed", "waiting", "running", "deferred", "never")
    people = dict(zip(codes, enrolled(6), strict=True))
    release(sit(people["passed"], right=2), sit(people["failed"], right=1))
    sit(people["waiting"], right=2)
    make_attempt(sitting, people["running"], at)
    by = world.users["trainer"]
    defer(sitting=sitting, member=people["deferred"], reason="住院", by=by, at=at)
    return people


@pytest.mark.parametrize(("after", "never"), [(timedelta(0), "not_started"), (AFTER, "absent")])
def test_each_outcome_is_told_apart_by_row_and_by_filter_alike(
    everybody, sitting, at, after, never
):
    moment = at + after
    by_row = {row.member: outcome_code(row, moment) for row in rows_of(sitting)}
    expected = {member: never if code == "never" else code for code, member in everybody.items()}
    assert by_row == expected
    by_filter = {
        row.member: code
        for code in OUTCOMES
        for row in with_outcome(rows_of(sitting), code, moment)
    }
    assert by_filter == expected


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_is_one_query(enrolled, sitting, sit, number, django_assert_num_queries):
    for member in enrolled(number):
        sit(member)
    with django_assert_num_queries(1):
        rows = list(rows_of(sitting))
        assert [(r.member.organisation.name, r.member.post.name) for r in rows]
        assert [row.sitting.exam.title for row in rows]
    assert len(rows) == number


@pytest.mark.parametrize(("counts", "percent"), [("best", "66.67"), ("last", "33.33")])
def test_of_several_attempts_the_sittings_rule_decides(
    enrolled, sitting, sit, at, release, counts, percent
):
    (member,) = enrolled(1)
    sitting.counts = counts
    sitting.attempts_allowed = 2
    sitting.save()
    first = sit(member, right=2)
    second = make_attempt(sitting, member, at, number=2)
    save(second, at, answer(1, 1, "B"))
    submit(second, at, last=1)
    release(first, second)
    (row,) = rows_of(sitting)
    assert counted_percent(row) == Decimal(percent)


def test_an_attempt_that_was_given_back_never_counts(enrolled, sitting, sit, world, at, release):
    (member,) = enrolled(1)
    first = sit(member, right=3)
    score_attempt(attempt_id=first.pk, at=at)
    by = world.users["trainer"]
    give_back(sitting=sitting, member=member, minutes=10, reason="误交", by=by, at=at)
    (row,) = rows_of(sitting)
    assert (row.percent, row.released_at) == (None, None)
    assert outcome_code(row, at) == "waiting"


def test_the_ceiling_of_a_resit_caps_and_the_unreleased_counts_nothing(
    enrolled, sitting, sit, release
):
    (member,) = enrolled(1)
    Sitting.objects.filter(pk=sitting.pk).update(ceiling=Decimal(60))
    attempt = sit(member, right=3)
    (row,) = rows_of(sitting)
    assert counted_percent(row) is None
    release(attempt)
    (row,) = rows_of(sitting)
    assert (row.percent, counted_percent(row)) == (Decimal(100), Decimal(60))


def test_due_are_members_of_this_years_open_sittings_and_no_practice(enrolled, sitting, world, at):
    due, late, other = enrolled(2)[0], world.members["staff"], world.members["neighbour"]
    future = make_sitting(
        sitting.paper, at, opens_at=at + timedelta(days=1), closes_at=at + AFTER * 9
    )
    Registration.objects.filter(sitting=sitting).exclude(member=due).delete()
    register(future, late)
    practice = Exam.objects.create(
        title="练习", year=at.year, organisation=world.city, practice=True
    )
    register(make_sitting(sitting.paper, at, exam=practice), other)
    last_year = Exam.objects.create(title="去年", year=at.year - 1, organisation=world.city)
    register(make_sitting(sitting.paper, at, exam=last_year), other)
    assert list(due_members(Member.objects.all(), at)) == [due]
    assert list(due_members(Member.objects.exclude(pk=due.pk), at)) == []


def test_unsubmitted_are_open_now_and_not_handed_in(enrolled, sitting, sit, world, at):
    idle, running, done, again = enrolled(4)
    make_attempt(sitting, running, at)
    sit(done)
    sit(again)
    by = world.users["trainer"]
    give_back(sitting=sitting, member=again, minutes=10, reason="误交", by=by, at=at)
    rows = unsubmitted(Registration.objects.all(), at)
    assert {row.member for row in rows} == {idle, running, again}
    assert not unsubmitted(Registration.objects.all(), at + AFTER).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_sittings_are_counted_in_one_query(
    enrolled, sitting, sit, at, release, number, django_assert_num_queries
):
    members = enrolled(number + 1)
    attempts = [sit(member) for member in members[:number]]
    for _place in range(number - 1):
        make_sitting(sitting.paper, at)
    release(*attempts)
    with django_assert_num_queries(1):
        rows = {row.pk: row for row in sitting_counts(Sitting.objects.all())}
    row = rows[sitting.pk]
    assert (row.registered, row.submitted, row.waiting, row.released) == (
        number + 1,
        number,
        None,
        number,
    )
