"""Nobody honest meets a limit: the table of docs/exam-protocol.md against the numbers in use."""

import math
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from bank.engine.items import Kind
from exams.engine.budget import (
    AHEAD,
    BYTES,
    CLIENTS,
    EVENTS,
    PACES,
    Level,
    Order,
    Pace,
    Spent,
    Tally,
    draw,
    order,
    spent,
)
from exams.engine.log import ANSWER, FLAG, Event
from exams.engine.wire import MAX_BODY, MAX_TEXT, read_batch

ROOT = Path(settings.BASE_DIR)
SCRIPTS = ROOT / "exams" / "static" / "exams" / "js"
DOCUMENT = (ROOT / "docs" / "exam-protocol.md").read_text()
ROW = re.compile(r"^\| (.+) \| (\d+) \| (\d+) \| (\d+) \| (as typed|at once) \| (\d+) \|$", re.M)
CASES = [
    (name, *map(int, rest[:3]), rest[3], int(rest[4])) for name, *rest in ROW.findall(DOCUMENT)
]
ADDRESS = re.compile(r"^\| `(\w+)` \| (\d+) \| (\d+) \| ", re.M)
ESCAPED, WIRED = 6, 3  # bytes of a Chinese character, as stored and as sent


FULL = frozenset(map(str, range(CLIENTS)))


def of_the_page(script: str, name: str) -> int:
    found = re.search(rf"const {name} = (\d+);", (SCRIPTS / script).read_text())
    assert found, f"{name} is not in {script}"
    return int(found[1])


def waits(pace: Pace, moments: list[float]) -> list[int]:
    level: Level | None = None
    told = []
    for at in moments:
        level, wait = draw(pace, level, at)
        told.append(wait)
    return told


def test_the_document_names_the_paces_in_use():
    paces = {name: Pace(int(burst), int(rate)) for name, burst, rate in ADDRESS.findall(DOCUMENT)}
    assert paces == PACES
    assert f"{EVENTS:,} events, {BYTES >> 20} MiB" in DOCUMENT
    assert f"{CLIENTS} page loads" in DOCUMENT


@pytest.mark.parametrize(
    ("hours", "events", "characters", "sent", "loads"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_an_honest_candidate_meets_no_limit(hours, events, characters, sent, loads):
    size = events * (ESCAPED * characters + len('[""]'))
    clients = frozenset(f"load-{number:04d}" for number in range(loads - 1))
    whole = Tally(0, 0, clients, loads - 1)
    assert spent(whole, Order("the-last-load", events, size, opens=True)) is Spent.NOTHING
    assert events <= AHEAD
    if sent == "as typed":
        moments = [number * hours * 3600 / events for number in range(events)]
    else:
        moments = replay(events, WIRED * characters + 200)
        assert moments[-1] < settings.EXAMS_GRACE_SECONDS
    assert not any(waits(PACES["events"], moments))


def replay(events: int, size: int) -> list[float]:
    """When the page sends what has gathered without a network, replies coming at once."""
    fit = min(of_the_page("wire.js", "MAX_EVENTS"), of_the_page("wire.js", "MAX_BYTES") // size)
    requests, burst = math.ceil(events / fit), of_the_page("courier.js", "AT_ONCE")
    pause = of_the_page("courier.js", "PAUSE") / 1000
    return [max(0, number + 1 - burst) * pause for number in range(requests)]


def test_there_are_cases():
    assert len(CASES) == 6


def test_the_page_hands_in_and_beats_more_slowly_than_it_may():
    rounds = of_the_page("courier.js", "ROUNDS")
    assert not any(waits(PACES["submit"], [0.0] * rounds))
    every = timedelta(milliseconds=of_the_page("presence.js", "BEAT_EVERY")).total_seconds()
    assert not any(waits(PACES["beat"], [number * every for number in range(3000)]))


def test_the_longest_answer_fits_into_a_request():
    row = {"seq": 1_000_000, "item": 1, "answer": ["托" * MAX_TEXT]}
    assert read_batch({"client": "c1234567", "events": [row]}, 1, [Kind.CASE])
    # Escaped by a client that writes ASCII only; the page itself sends half of it.
    assert MAX_TEXT * ESCAPED + 1000 < MAX_BODY
    assert of_the_page("wire.js", "MAX_BYTES") < MAX_BODY


def test_a_loop_is_slowed_and_told_when_to_come_again():
    told = waits(Pace(3, 0.5), [0, 0, 0, 0, 1, 2, 2])
    assert told == [0, 0, 0, 2, 1, 0, 2]


@pytest.mark.parametrize(
    ("held", "wanted", "over"),
    [
        (Tally(events=EVENTS), Order("a", 1, 5, opens=False), Spent.ANSWERS),
        (Tally(size=BYTES), Order("a", 1, 1, opens=False), Spent.ANSWERS),
        (Tally(events=EVENTS), Order("a", 0, 0, opens=True), Spent.NOTHING),
        (Tally(clients=FULL), Order("a", 1, 1, False), Spent.LOADS),
        (
            Tally(clients=FULL),
            Order("7", 1, 1, False),
            Spent.NOTHING,
        ),
        (Tally(openings=600), Order("a", 0, 0, opens=True), Spent.LOADS),
        (Tally(openings=600), Order("a", 1, 1, opens=False), Spent.NOTHING),
    ],
)
def test_what_is_spent(held, wanted, over):
    assert spent(held, wanted) is over


def test_an_order_counts_what_would_be_stored():
    events = [Event("c", 1, 1, ANSWER, ("托",)), Event("c", 2, 1, FLAG, True)]
    assert order("c", events, opens=True) == Order("c", 2, len('["\\u6258"]') + len("true"), True)
