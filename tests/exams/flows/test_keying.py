"""A sheet of paper counts once, after two people have read the same from it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from wagtail.models import ModelLogEntry

from bank.engine.items import LETTERS
from cms.lib.errors import ReasonMissing
from exams.flows.attempts import start_attempt
from exams.flows.keying import (
    FormsMade,
    NotYetOpen,
    SatOnline,
    SheetCounted,
    SheetMisfit,
    key_in,
    make_forms,
)
from exams.flows.preparing import prepare_sitting
from exams.flows.results import score_attempt
from exams.models.attempt import AnswerEvent, Attempt
from exams.models.printed import PrintedForm, SheetEntry
from exams.models.result import Result, ScoreChange
from exams.queries.printed import Sheet, lines_of, sheet_rows
from tests.factories.exams import (
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    register,
    right_answer,
)

KINDS = ("single", "multiple", "judgement", "blank")


@pytest.fixture
def sitting(world, at):
    sitting = make_sitting(make_paper(make_bank(world.city), KINDS), at)
    register(sitting, world.members["staff"], world.members["coordinator"])
    return sitting


@pytest.fixture
def form(world, sitting, at):
    given = {"seed": 4711, "reason": "不通网络", "user": world.users["trainer"], "at": at}
    return make_forms(sitting=sitting, **given)[0]


@pytest.fixture
def key(world, form, at):
    def keyed(answers, who="trainer", member="staff", form=form, at=at):
        by = world.users[who]
        return key_in(form=form, member=world.members[member], answers=answers, by=by, at=at)

    return keyed


def printed(form, right=True):
    """The sheet of somebody who answers every item rightly, in printed letters."""
    found = []
    for line in lines_of(form):
        value = right_answer(line.row.kind.value) if right else ()
        if line.item.choices:
            value = tuple(sorted(LETTERS[line.item.choices.index(LETTERS.index(v))] for v in value))
        found.append(value)
    return found


def test_forms_are_made_once_with_a_reason(world, sitting, form, at):
    assert [row.letter for row in sitting.printed_forms.all()] == ["A", "B"]
    assert form.order != PrintedForm.objects.get(sitting=sitting, letter="B").order
    with pytest.raises(FormsMade):
        make_forms(sitting=sitting, seed=1, reason="再来", user=None, at=at)
    with pytest.raises(ReasonMissing):
        make_forms(sitting=sitting, seed=1, reason=" ", user=None, at=at)
    entry = ModelLogEntry.objects.get(action="exams.make_forms")
    assert entry.data == {"seed": 4711, "reason": "不通网络"}


@pytest.mark.parametrize("letter", ["A", "B"])
def test_a_right_sheet_gets_full_marks_whatever_the_order(world, sitting, form, key, at, letter):
    form = PrintedForm.objects.get(sitting=sitting, letter=letter)
    assert key(printed(form), form=form).attempt is None
    attempt = key(printed(form), "hr_city", form=form).attempt
    result = score_attempt(attempt_id=attempt.pk, at=at)
    assert (result.raw, result.maximum, result.passed) == (40, 40, True)
    receipt = attempt.receipt
    assert (receipt.answered, receipt.events) == (4, 4)
    clients = set(AnswerEvent.objects.filter(attempt=attempt).values_list("client", flat=True))
    assert clients == {f"paper-{letter}-4711"}
    note = attempt.events.get(kind="keyed").note
    assert str(world.users["trainer"]) in note
    assert str(world.users["hr_city"]) in note


def test_one_person_alone_counts_nothing(key, form, sitting):
    key(printed(form))
    key(printed(form))
    assert not Attempt.objects.exists()
    assert {row.sheet for row in sheet_rows(sitting)} == {Sheet.ONCE, Sheet.NONE}


def test_differences_are_named_until_one_of_them_corrects(key, form, sitting):
    right, wrong = printed(form), printed(form)
    wrong[1] = ()
    key(right)
    assert key(wrong, "hr_city").differs == (2,)
    assert [row.sheet for row in sheet_rows(sitting, sheet="differs")] == [Sheet.DIFFERS]
    assert not Attempt.objects.exists()
    done = key(right, "hr_city")
    assert done.differs == ()
    assert done.attempt.receipt.answered == 4
    assert SheetEntry.objects.count() == 3


def test_another_form_is_a_difference_of_every_item(key, form, sitting):
    other = PrintedForm.objects.get(sitting=sitting, letter="B")
    key(printed(form))
    assert key(printed(other), "hr_city", form=other).differs == (1, 2, 3, 4)


def test_a_sheet_is_scored_exactly_once(key, form, at):
    key(printed(form))
    attempt = key(printed(form), "hr_city").attempt
    for _time in range(2):
        score_attempt(attempt_id=attempt.pk, at=at)
    with pytest.raises(SheetCounted):
        key(printed(form), "trainer")
    assert ScoreChange.objects.count() == Result.objects.count() == 1


def test_who_sat_online_is_refused(world, key, form, sitting, at):
    make_attempt(sitting, world.members["staff"], at)
    with pytest.raises(SatOnline):
        key(printed(form))
    assert {row.sheet for row in sheet_rows(sitting)} == {Sheet.ONLINE, Sheet.NONE}


def test_who_begins_online_between_the_two_readings_is_refused_too(world, key, form, sitting, at):
    key(printed(form))
    start_attempt(sitting=sitting, member=world.members["staff"], at=at)
    with pytest.raises(SatOnline):
        key(printed(form), "hr_city")


def test_nothing_is_keyed_in_before_the_doors_or_with_a_wrong_length(key, form, sitting):
    with pytest.raises(NotYetOpen):
        key(printed(form), at=sitting.opens_at - timedelta(seconds=1))
    with pytest.raises(SheetMisfit):
        key(printed(form)[:-1])


def test_a_prepared_row_is_used(world, key, form, sitting, at):
    sitting.opens_at = at + timedelta(minutes=1)
    sitting.save()
    prepare_sitting(sitting=sitting, user=None, at=at)
    row = Attempt.every.get(member=world.members["staff"])
    later = sitting.closes_at + timedelta(days=1)
    key(printed(form), at=later)
    assert key(printed(form), "hr_city", at=later).attempt.pk == row.pk


def test_an_empty_sheet_counts_as_handed_in(key, form):
    key(printed(form, right=False))
    receipt = key(printed(form, right=False), "hr_city").attempt.receipt
    assert (receipt.answered, receipt.events) == (0, 0)


@pytest.mark.parametrize("model", [PrintedForm, SheetEntry])
def test_forms_and_entries_never_change(key, form, model):
    key(printed(form))
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(at="2026-01-01T00:00Z")
