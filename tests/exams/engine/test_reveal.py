"""The table of docs/marking.md: what is shown in each phase."""

from pathlib import Path

import pytest

from exams.engine.reveal import Level, Reached, Reveal, level

DOCS = Path(__file__).parents[3] / "docs" / "marking.md"


def rows():
    text = DOCS.read_text().split("<!-- reveal table -->")[1].split("##")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("row", rows(), ids=lambda row: " ".join(row))
def test_the_table(row):
    scored, closed, released, reached, shown = row
    phases = set(reached.split())
    assert phases <= {"scored", "over", "released", "-"}
    now = Reached("scored" in phases, "over" in phases, "released" in phases)
    assert level(Reveal(Level(scored), Level(closed), Level(released)), now) == shown


def test_a_level_includes_those_before_it():
    assert Level.KEYS.includes(Level.VERDICTS)
    assert Level.VERDICTS.includes(Level.VERDICTS)
    assert not Level.SCORE.includes(Level.VERDICTS)
