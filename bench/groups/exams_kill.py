"""No acknowledged answer is lost when every process is killed, again and again.

Writers send small batches and hand in, and ask again with the same keys whenever no reply
comes. All server processes (and the quick worker) get SIGKILL at random moments. Afterwards
every acknowledged event and every receipt is looked up. A killed process is not a power cut:
for that stands the system check of the commit settings (cms.E001).

Environment: KILLS (50), ACKS (20000), SEED.
"""

import os
import random
import time
from collections import Counter

from bench.exams import world
from bench.kills import kill_again_and_again, writing
from bench.rows import Recorder
from bench.server import Server
from exams.models.attempt import AnswerEvent, Submission
from exams.models.result import Result

KILLS = int(os.environ.get("KILLS", "50"))
ACKS = int(os.environ.get("ACKS", str(400 * KILLS)))
SEED = int(os.environ.get("SEED", "20261123"))
WRITERS = 8
ATTEMPTS = 600  # 200 events each: more than the writers get through
WORKER_EVERY = 5  # the worker boots slowly: started anew with every fifth life
SCORING_LIMIT = 180  # seconds: the sweeper's promise is about two minutes


def compare(record: Recorder, seen: dict) -> None:
    """The ledger against the database."""
    rows = AnswerEvent.objects.values_list("attempt_id", "client", "sequence", "position", "value")
    held: dict[tuple, list] = {}
    for attempt, client, sequence, position, value in rows.iterator():
        held.setdefault((attempt, client, sequence), []).append((position, value))
    counts = Counter(lost=0, wrong=0, duplicate=0)
    for attempt, client, sequence, item, answer in seen["kept"]:
        found = held.get((attempt, client, sequence), [])
        counts["lost"] += not found
        counts["wrong"] += any(pair != (item, answer) for pair in found)
    counts["duplicate"] = sum(len(found) - 1 for found in held.values())
    record.add("exams.kill.acknowledged", len(seen["kept"]), "events")
    for name, count in counts.items():
        record.add(f"exams.kill.{name}", count, "events")
    record.add("exams.kill.refused", len(seen["refused"]), "replies")
    record.add("exams.kill.retries", seen["retries"], "requests")
    print("   ", seen["refused"][:3])


def compare_receipts(record: Recorder, seen: dict) -> None:
    """Every receipt that was shown stands, and its attempt is scored exactly once."""
    stored = dict(Submission.objects.values_list("attempt_id", "number"))
    events = dict(Submission.objects.values_list("attempt_id", "events"))
    wrong = [
        attempt
        for attempt, number, held in seen["receipts"]
        if (stored.get(attempt), events.get(attempt)) != (number, held)
    ]
    record.add("exams.kill.receipts", len(seen["receipts"]), "receipts")
    record.add("exams.kill.receipts_wrong", len(wrong), "receipts")
    started = time.monotonic()
    while Result.objects.count() < len(stored) and time.monotonic() - started < SCORING_LIMIT:
        time.sleep(1)
    record.add("exams.kill.unscored", len(stored) - Result.objects.count(), "attempts")


def run(record: Recorder) -> None:
    sitting = world.make_sitting(ATTEMPTS)
    names = [person["username"] for person in world.people(sitting)]
    server = Server()

    def begin(number: int) -> None:
        server.start_web()
        if number % WORKER_EVERY == 0 or number == KILLS - 1:
            server.start_worker()

    plan = {
        "scene": "kill", "exams": world.begun(sitting, names), "port": server.port,
        "writers": WRITERS, "wanted": ACKS,
    }  # fmt: skip
    begin(0)
    try:
        server.wait_until_up()
        with writing("bench.exams.driver", plan) as ended:
            kills = kill_again_and_again(server, KILLS, random.Random(SEED), begin)
            seen = ended()
        record.add("exams.kill.kills", kills, "kills")
        compare(record, seen)
        compare_receipts(record, seen)
    finally:
        server.stop()
