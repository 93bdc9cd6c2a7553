"""The pages of an exam ask every kind of item by the one template of its kind."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from bank.engine.items import Kind, asked
from bank.templatetags.bank_tags import Use, item_answer
from exams.engine.printed import Source, arrange
from exams.models.paper import PaperItem
from exams.models.printed import PrintedForm
from exams.queries.printed import lines_of
from tests.factories.exams import make_attempt, make_bank, make_paper, make_sitting

KINDS = [kind.value for kind in Kind]


@pytest.fixture
def sitting(world):
    return make_sitting(make_paper(make_bank(world.city), KINDS, points="2.5"), timezone.now())


def test_the_exam_page_asks_each_item_by_its_number(sitting, world, login):
    attempt = make_attempt(sitting, world.members["staff"], timezone.now())
    client = login(world.users["staff"])
    page = client.get(reverse("exam_attempt", args=[attempt.public_id])).text
    sections = re.findall(r'data-item="(\d)" data-kind="(\w+)"(.*?)</section>', page, re.DOTALL)
    assert [(int(number), kind) for number, kind, _inside in sections] == [*enumerate(KINDS, 1)]
    for row, (number, _kind, inside) in zip(PaperItem.objects.all(), sections, strict=True):
        assert item_answer(asked(row.item_content), Use.EXAM, ref=int(number)) in inside
        for name in ("data-save-state", "data-flag", "data-flag-words"):
            assert name in inside


def test_no_key_and_no_rationale_reaches_the_exam_page(sitting, world, login):
    attempt = make_attempt(sitting, world.members["staff"], timezone.now())
    client = login(world.users["staff"])
    page = client.get(reverse("exam_attempt", args=[attempt.public_id])).text
    for row in PaperItem.objects.exclude(content__kind__in=["single", "multiple", "judgement"]):
        assert row.content["key"] not in page
    assert "因为如此" not in page


def test_the_printed_paper_asks_each_item_by_its_printed_number(sitting, at):
    rows = list(PaperItem.objects.all())
    sources = [Source(row.position, row.section_id, len(row.content["choices"])) for row in rows]
    order = [[item.position, list(item.choices)] for item in arrange(sources, letter="A", seed=7)]
    form = PrintedForm(sitting=sitting, letter="A", seed=7, order=order, at=at)
    lines = lines_of(form)
    page = render_to_string(
        "exams/pdf/form.html", {"sitting": sitting, "form": form, "lines": lines, "boxes": []}
    )
    assert len(lines) == len(KINDS)
    for line in lines:
        assert f"<strong>{line.number}.</strong> {line.row.content['stem']}（2.5 分）" in page
        assert item_answer(line.asked, Use.PAPER, ref=line.number, points="2.5") in page
    shuffled = next(line for line in lines if line.row.kind is Kind.SINGLE)
    texts = shuffled.row.content["choices"]
    assert shuffled.asked.choices == tuple(
        zip("ABCD", [texts[place] for place in shuffled.item.choices], strict=True)
    )
