import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.engine.grade import Facts, Level, Method, Question, grade
from evidence.models.grade_labels import FOUND_LABELS, LEVEL_LABELS, QUESTION_LABELS

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "evidence.md"
ROW = re.compile(r"^\| (\w+) \| (none|basic|good|strong) \| `(\w+)` \| `([^`]*)` \|", re.M)
BEST = Facts(
    method="passkey",
    agreement=True,
    ticked=True,
    drawn=True,
    seconds=90,
    minimum=60,
    sealed=True,
    certified=True,
    stamped=True,
    rooted=True,
    copies=2,
)
FACTS = st.builds(
    Facts,
    method=st.sampled_from([*Method, "", "telepathy"]),
    agreement=st.booleans(),
    ticked=st.booleans(),
    drawn=st.booleans(),
    seconds=st.none() | st.integers(0, 500),
    minimum=st.integers(0, 300),
    helped=st.booleans(),
    sealed=st.booleans(),
    certified=st.booleans(),
    demo=st.booleans(),
    own_stamp=st.booleans(),
    chained=st.booleans(),
    stamped=st.booleans(),
    rooted=st.booleans(),
    copies=st.integers(0, 3),
)


def table() -> list[tuple[str, str, str, str]]:
    return ROW.findall(GUIDE.read_text(encoding="utf-8"))


def test_the_guide_has_a_row_for_every_finding():
    assert {found for _, _, found, _ in table()} == set(FOUND_LABELS)


@pytest.mark.parametrize(("question", "level", "found", "change"), table())
def test_the_table_of_the_guide(question, level, found, change):
    values = {name: eval(value) for name, value in _pairs(change)}  # noqa: S307 - our own guide
    rungs = {rung.question: rung for rung in grade(replace(BEST, **values))}
    rung = rungs[Question(question)]
    assert (rung.level.name.lower(), rung.found) == (level, found)


def _pairs(change: str) -> list[list[str]]:
    return [pair.split("=") for pair in change.split(", ") if pair]


@given(FACTS)
def test_every_answer_has_words(facts):
    rungs = grade(facts)
    assert [rung.question for rung in rungs] == list(Question)
    assert all(rung.found in FOUND_LABELS and rung.level in LEVEL_LABELS for rung in rungs)
    assert set(QUESTION_LABELS) == set(Question)


@given(FACTS)
def test_a_password_alone_never_counts_as_a_key_of_ones_own(facts):
    identity = grade(replace(facts, method="password"))[0]
    assert identity.level == Level.BASIC


@given(FACTS)
def test_without_anybody_outside_no_record_claims_a_third_party(facts):
    witness = grade(replace(facts, stamped=False, copies=0))[-1]
    assert witness.level == Level.NONE


def test_what_is_unknown_counts_as_not_given():
    assert Facts() == Facts(
        method="",
        agreement=False,
        ticked=False,
        drawn=False,
        seconds=None,
        minimum=0,
        helped=False,
        sealed=False,
        certified=False,
        demo=False,
        chained=True,
        stamped=False,
        own_stamp=False,
        rooted=False,
        copies=0,
    )


def found(**values) -> dict[str, tuple[Level, str]]:
    return {one.question: (one.level, one.found) for one in grade(replace(BEST, **values))}


def test_who_read_as_long_as_it_takes_has_read():
    assert found(seconds=60)["reading"] == (Level.STRONG, "read")
    assert found(seconds=59)["reading"] == (Level.BASIC, "fast")
    assert found(ticked=False)["reading"] == (Level.GOOD, "read")


def test_nobody_meant_it_without_having_been_confirmed():
    assert found(method="")["intent"] == (Level.NONE, "no_ticks")
    assert found(ticked=False)["intent"] == (Level.NONE, "no_ticks")


def test_levels_rise_from_nothing_to_strong():
    assert [(one.name, one.value) for one in Level] == [
        ("NONE", 0),
        ("BASIC", 1),
        ("GOOD", 2),
        ("STRONG", 3),
    ]
