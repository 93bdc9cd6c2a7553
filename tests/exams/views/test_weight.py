"""The exam page must open on a weak network: what it weighs, compressed."""

import csv
import gzip
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from exams.flows.papers import SectionPlan, build_paper
from tests.factories.exams import make_attempt, make_bank, make_item, make_sitting

KIB = 1024
QUESTIONS = Path(__file__).resolve().parents[3] / "bank/demo/data/questions.csv"


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def file(address: str) -> Path:
    return Path(finders.find(address.removeprefix("/static/")))


def with_imports(script: Path) -> set[Path]:
    """A module and every module that it brings along."""
    found = {script}
    for name in re.findall(r'from "(\./[^"]+)"', script.read_text()):
        found |= with_imports((script.parent / name).resolve())
    return found


@pytest.fixture
def exam_page(world, login) -> str:
    """The exam page of the forty questions of the demo, with all their words."""
    at = timezone.now()
    bank = make_bank(world.city)
    with QUESTIONS.open(encoding="utf-8-sig") as rows:
        stems = ["\n".join(row[1:8]) for row in list(csv.reader(rows))[1:]]
    items = tuple(make_item(bank, "single", stem=stem) for stem in stems)
    plan = SectionPlan("第一部分", items, Decimal(2))
    paper = build_paper(title="试卷", organisation=world.city, sections=[plan], user=None, at=at)
    attempt = make_attempt(make_sitting(paper, at), world.members["staff"], at)
    response = login(world.users["staff"]).get(reverse("exam_attempt", args=[attempt.public_id]))
    text = response.content.decode()
    assert text.count("data-item=") == len(stems) == 40
    return text


def test_the_scripts_of_the_exam_stay_below_30_kib():
    scripts = with_imports(file("exams/js/player.js"))
    assert {"courier.js", "outbox.js", "answerfile.js"} <= {script.name for script in scripts}
    assert sum(packed(script.read_bytes()) for script in scripts) <= 30 * KIB


def test_the_whole_exam_page_stays_below_200_kib(exam_page):
    sources = re.findall(r'<(?:script|link)[^>]+(?:src|href)="(/static/[^"]+)"', exam_page)
    files = set()
    for source in sources:
        files |= with_imports(file(source)) if source.endswith(".js") else {file(source)}
    kinds = {path.suffix for path in files}
    assert {".css", ".js"} <= kinds
    assert (
        packed(exam_page.encode()) + sum(packed(path.read_bytes()) for path in files) <= 200 * KIB
    )
