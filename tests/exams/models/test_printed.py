import pytest

from exams.engine.printed import PrintedItem
from exams.models.printed import PrintedForm, SheetEntry
from tests.rows import assert_append_only, refused


def print_form(sitting, at, **values):
    known = {"letter": "A", "seed": 7, "order": [[2, [1, 0]], [1, []]], "reason": "不通网络"}
    return PrintedForm.objects.create(
        sitting=sitting, digest="0" * 64, at=at, **{**known, **values}
    )


@pytest.fixture
def form(sitting, at):
    return print_form(sitting, at)


def enter(form, member, world, at, number=1):
    by = world.users["trainer"]
    return SheetEntry.objects.create(
        form=form, member=member, number=number, answers=[["A"]], at=at, by=by
    )


def test_a_letter_is_printed_once(form, at):
    with refused("printedform_letter_once"):
        print_form(form.sitting, at, seed=8)


def test_forms_need_a_reason(form, at):
    with refused("printedform_has_reason"):
        print_form(form.sitting, at, letter="B", reason="")


def test_the_order_is_kept_whatever_becomes_of_the_rule(form):
    assert form.items == [PrintedItem(2, (1, 0)), PrintedItem(1, ())]
    assert form.client == "paper-A-7"
    assert_append_only(form, order=[])


def test_a_sheet_is_keyed_in_anew_never_corrected(form, member, world, at):
    entry = enter(form, member, world, at)
    with refused("sheetentry_number_once"):
        enter(form, member, world, at)
    enter(form, member, world, at, number=2)
    assert_append_only(entry, answers=[["B"]])
    assert str(entry) == f"{form.pk}/{member.pk} #1"
