import pytest

from bank.engine.items import LETTERS
from exams.flows.keying import key_in, make_forms
from exams.queries.printed import (
    Sheet,
    contents_of,
    entry_of_other,
    lines_of,
    paper_rows,
    sheet_rows,
)
from tests.factories.exams import make_attempt, right_answer


@pytest.fixture
def forms(sitting, world, at):
    by = world.users["trainer"]
    return make_forms(sitting=sitting, seed=4711, reason="不通网络", user=by, at=at)


def answers_on(form, first=None):
    """A sheet in printed letters; `first`: another answer to the first item."""
    answers = []
    for line in lines_of(form):
        value = right_answer(line.row.kind.value)
        if line.item.choices:
            value = sorted(LETTERS[line.item.choices.index(LETTERS.index(v))] for v in value)
        answers.append(tuple(value))
    return [first, *answers[1:]] if first else answers


@pytest.fixture
def key(world, at):
    def keyed(form, member, who="trainer", first=None):
        by = world.users[who]
        sheet = answers_on(form, first)
        return key_in(form=form, member=member, answers=sheet, by=by, at=at).entry

    return keyed


def test_the_paper_by_its_numbers(sitting, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = paper_rows(sitting)
        assert [(row.position, row.section.title) for row in rows] == [
            (number, "第一部分") for number in (1, 2, 3)
        ]
    assert [content.kind.value for content in contents_of(sitting).values()] == [
        "single",
        "multiple",
        "blank",
    ]


def test_a_line_prints_the_choices_in_the_order_of_its_form(forms):
    for form in forms:
        lines = lines_of(form)
        assert [line.number for line in lines] == [1, 2, 3]
        assert {line.row.position for line in lines} == {1, 2, 3}
        for line in lines:
            texts = line.row.content["choices"]
            printed = [texts[place] for place in line.item.choices]
            assert line.choices == list(zip(LETTERS, printed, strict=False))


def test_the_other_persons_last_word_is_found(forms, enrolled, key, sitting, world):
    (member,) = enrolled(1)
    trainer, reviewer = world.users["trainer"], world.users["reviewer"]
    assert entry_of_other(sitting=sitting, member=member, user=reviewer) is None
    key(forms[0], member, first=("",))
    last = key(forms[1], member)
    assert entry_of_other(sitting=sitting, member=member, user=reviewer) == last
    assert entry_of_other(sitting=sitting, member=member, user=trainer) is None


def test_every_sheet_says_how_far_it_is(forms, enrolled, key, sitting, at):
    none, once, differs, counted, online = enrolled(5)
    form = forms[0]
    key(form, once)
    key(form, differs, first=("A",))
    key(form, differs, who="reviewer", first=("C",))
    key(form, counted)
    key(form, counted, who="reviewer")
    make_attempt(sitting, online, at)
    rows = {row.registration.member: row for row in sheet_rows(sitting)}
    assert {member: row.sheet for member, row in rows.items()} == {
        none: Sheet.NONE,
        once: Sheet.ONCE,
        differs: Sheet.DIFFERS,
        counted: Sheet.COUNTED,
        online: Sheet.ONLINE,
    }
    assert (rows[once].letter, rows[once].by) == ("A", ("trainer",))
    assert rows[counted].by == ("trainer", "reviewer")
    assert (rows[none].letter, rows[none].by) == ("", ())


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_is_three_queries(
    forms, enrolled, key, sitting, number, django_assert_num_queries
):
    for member in enrolled(number):
        key(forms[0], member)
    with django_assert_num_queries(3):
        rows = sheet_rows(sitting)
        assert [row.registration.member.organisation.name for row in rows]
    assert len(rows) == number


@pytest.mark.parametrize(
    ("words", "sheet", "number"),
    [("考生1", "", 1), ("双江", "", 2), ("", "once", 1), ("", "none", 1), ("考生1", "once", 0)],
)
def test_words_and_state_narrow_the_list(forms, enrolled, key, sitting, words, sheet, number):
    first, _second = enrolled(2)
    key(forms[0], first)
    assert len(sheet_rows(sitting, words=words, sheet=sheet)) == number
