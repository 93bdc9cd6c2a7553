"""No key and no verdict leaves the server before its phase: every page of a candidate is read."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from exams.flows.attempts import start_attempt
from exams.flows.invigilation import give_back, grant_minutes
from exams.flows.papers import SectionPlan, build_paper
from exams.flows.results import release_results, score_attempt
from tests.exams.views.test_wire import post
from tests.factories.exams import (
    CLIENT,
    answer,
    make_bank,
    make_item,
    make_sitting,
    register,
    save,
    submit,
)

KEY, RATIONALE, BASIS = "密钥词甲", "密解析乙", "密依据丙"
VERDICTS = ('aria-labelledby="items"',)  # the list of items with their verdicts
LEVELS = {
    "nothing": set(),
    "score": {"score"},
    "verdicts": {"score", "verdicts"},
    "keys": {"score", "verdicts", "keys"},
}


@pytest.fixture
def member(world):
    return world.members["staff"]


@pytest.fixture
def sit(world, at, member):
    """sit(**sitting) → a sitting that opens at `at`, with one blank item."""

    def make(**values):
        bank = make_bank(world.city)
        item = make_item(bank, "blank", key=KEY, stem="填____", rationale=RATIONALE, basis=BASIS)
        paper = build_paper(
            title="卷",
            organisation=world.city,
            sections=[SectionPlan("一", (item,), Decimal(7))],
            user=None,
            at=at,
        )
        closes = at + timedelta(hours=2)
        sitting = make_sitting(paper, at, opens_at=at, closes_at=closes, **values)
        register(sitting, member, world.members["coordinator"])
        return sitting

    return make


def crawl(client, attempt) -> set[str]:
    """What can be read on any page of the candidate; the player's own wire included."""
    names = ("exam_attempt", "exam_receipt", "exam_result", "exam_session")
    pages = [reverse(name, args=[attempt.public_id]) for name in names]
    pages += ["/", "/exams/", reverse("exam_sitting", args=[attempt.sitting_id]), "/me/"]
    texts = [client.get(page, follow=True).text for page in pages]
    for what in ("events", "beat"):
        texts.append(post(attempt, {"client": CLIENT, "events": []}, what=what).content.decode())
    text = "\n".join(texts)
    found = set()
    if 'data-test="result"' in text:
        found.add("score")
    if any(word in text for word in VERDICTS):
        found.add("verdicts")
    if any(word in text for word in (KEY, RATIONALE, BASIS)):
        found.add("keys")
    return found


def take(sitting, member, at):
    attempt, _begun = start_attempt(sitting=sitting, member=member, at=at)
    save(attempt, at, answer(1, 1, "答得不对"))
    return attempt


@pytest.mark.parametrize("scored", ["nothing", "score", "verdicts"])
@pytest.mark.parametrize("over", ["nothing", "keys"])
@pytest.mark.parametrize("released", ["score", "keys"])
def test_each_phase_shows_its_level_and_no_more(sit, member, at, login, scored, over, released):
    sitting = sit(show_scored=scored, show_closed=over, reveal=released)
    minute = timedelta(minutes=1)

    def read(moment, attempt):
        with time_machine.travel(moment, tick=False):
            return crawl(login(member.user), attempt)

    attempt = take(sitting, member, at)
    assert read(at + minute, attempt) == set(), "while writing"
    submit(attempt, at + 2 * minute)
    assert read(at + 3 * minute, attempt) == set(), "handed in, not scored"
    score_attempt(attempt_id=attempt.pk, at=at + 4 * minute)
    assert read(at + 5 * minute, attempt) == LEVELS[scored], "scored"
    later = sitting.closes_at + minute
    assert read(later, attempt) == LEVELS[scored] | LEVELS[over], "over"
    release_results(sitting=sitting, user=None, at=later)
    assert read(later, attempt) == LEVELS[scored] | LEVELS[over] | LEVELS[released], "released"


def test_nothing_is_over_while_somebody_writes_on(world, sit, member, at, login):
    """Extra time, and an exam given back: their writers must not be told the keys by others."""
    sitting = sit(show_closed="keys")
    other = world.members["coordinator"]
    given = {"sitting": sitting, "member": other, "by": world.users["trainer"], "reason": "视力"}
    attempt = take(sitting, member, at)
    submit(attempt, at)
    score_attempt(attempt_id=attempt.pk, at=at)
    slow = take(sitting, other, at + timedelta(minutes=90))
    grant_minutes(**given, minutes=60, at=at)
    closed = sitting.closes_at + timedelta(minutes=10)
    with time_machine.travel(closed, tick=False):
        client = login(member.user)
        assert crawl(client, attempt) == set()
        submit(slow, closed)
        assert crawl(client, attempt) == LEVELS["keys"]
        give_back(**given, minutes=5, at=closed)
        assert crawl(client, attempt) == set()


def test_the_result_page_explains_the_phases_and_marks_what_is_provisional(sit, member, at, login):
    sitting = sit(show_scored="score", reveal="score")
    attempt = take(sitting, member, at)
    submit(attempt, at)
    page = reverse("exam_result", args=[attempt.public_id])
    with time_machine.travel(at, tick=False):
        client = login(member.user)
        assert 'data-test="phases"' in client.get(page).text
        score_attempt(attempt_id=attempt.pk, at=at)
        shown = client.get(page).text
        assert 'data-test="phases"' in shown
        assert "暂定成绩" in shown
        release_results(sitting=sitting, user=None, at=at)
        assert "暂定成绩" not in client.get(page).text
