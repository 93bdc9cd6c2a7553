"""docs/marking.md is the specification: every worked number in it is run here."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.engine.items import ItemContent, Kind
from bank.engine.scoring import MultiplePolicy, ScoredItem, score
from exams.engine.outcome import counted

DOC = Path(__file__).resolve().parents[3] / "docs" / "marking.md"
HEAD = "| kind | key | rule | points | response | score | verdict |"


def worked_rows() -> list[list[str]]:
    lines = DOC.read_text(encoding="utf-8").split(HEAD)[1].strip().splitlines()[1:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_table_is_found():
    assert len(worked_rows()) == 23


@pytest.mark.parametrize("row", worked_rows(), ids=lambda row: " ".join(row[:5]))
def test_worked_number(row):
    kind, key, rule, points, response, wanted, verdict = row
    choices = ("甲", "乙", "丙", "丁") if kind in {"single", "multiple"} else ()
    content = ItemContent(Kind(kind), "题干", key.replace(";", "|"), choices)
    if kind == "exercise":
        content = ItemContent(Kind(kind), "题干", key)
    parts = () if response == "-" else tuple(response.split("+"))
    got = score(ScoredItem(1, content, Decimal(points)), parts, MultiplePolicy(rule))
    assert str(got.verdict) == verdict
    assert got.score == (None if wanted == "waiting" else Decimal(wanted))


COUNTED = "| percents | rule | ceiling | counted |"


def counted_rows() -> list[list[str]]:
    lines = DOC.read_text(encoding="utf-8").split(COUNTED)[1].strip().splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_table_of_attempts_is_found():
    assert len(counted_rows()) == 5


@pytest.mark.parametrize("row", counted_rows(), ids=lambda row: " ".join(row[:3]))
def test_which_attempt_counts(row):
    percents, rule, ceiling, wanted = row
    top = None if ceiling == "-" else Decimal(ceiling)
    assert counted([Decimal(p) for p in percents.split()], rule, top) == Decimal(wanted)


@given(
    st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=6),
    st.sampled_from(["best", "last"]),
    st.none() | st.decimals(1, 100, places=2),
)
def test_nothing_counts_that_was_not_reached(percents, rule, ceiling):
    found = counted(percents, rule, ceiling)
    assert found <= max(percents)
    assert ceiling is None or found <= ceiling
    assert found in {*percents, ceiling}
