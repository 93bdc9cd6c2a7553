"""A sealed paper prints nothing that nobody stated: docs/papers.md names who said each line."""

import re
from pathlib import Path

import pytest

from pledges.custody.models.signing import ID_SEEN_PRINTED, MARK_PRINTED, METHOD_PRINTED

ROOT = Path(__file__).resolve().parent.parent
PAPERS = {
    "承诺书": "pledges/rounds/templates/rounds/pdf/pledge.html",
    "款物代管协议": "pledges/custody/templates/custody/pdf/custody.html",
}
TAGS = re.compile(r"{%.*?%}|{{.*?}}|<style>.*?</style>|<[^>]*>", re.S)
CHINESE = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff（），、；。：\w -]*")


def sections() -> dict[str, str]:
    """The tables of the page, by heading."""
    parts = re.split(r"^## ", (ROOT / "docs/papers.md").read_text("utf-8"), flags=re.M)[1:]
    return {part.partition("\n")[0].strip(): part for part in parts}


def rows(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def printed(path: str) -> set[str]:
    """Every run of fixed Chinese words in a template."""
    words = TAGS.sub("\n", (ROOT / path).read_text("utf-8"))
    return {run.strip() for run in CHINESE.findall(words)}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_printed_word_has_somebody_who_says_it(paper):
    said = "".join(row[0] for row in rows(sections()[paper]))
    found = printed(PAPERS[paper])
    assert len(found) > 8
    assert sorted(run for run in found if run not in said) == []


def test_how_an_agreement_was_signed_is_listed_word_for_word():
    said = "".join(row[0] for row in rows(sections()["款物代管协议"]))
    for words in (*METHOD_PRINTED.values(), ID_SEEN_PRINTED, MARK_PRINTED):
        assert words in said


@pytest.mark.parametrize("paper", PAPERS)
def test_every_line_says_who_and_when(paper):
    table = rows(sections()[paper])
    assert len(table) > 5
    for cells in table:
        assert len(cells) == 3
        assert all(cells)
