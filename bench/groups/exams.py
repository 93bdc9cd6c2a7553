"""The exam workload against the production-shaped server, in units of an empty view.

50 items (35 single, 10 multiple, 5 judgement), one candidate per connection, no think time:
open the sitting, start, save, hand in, look at the result. CPU is that of the server's own
processes; the candidates' process is not counted, nor is a database server.
"""

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC

from django.db import connection
from django.utils import timezone

from bench.exams import world
from bench.rows import Recorder
from bench.server import Server, cpu_ms
from exams.models.attempt import Attempt
from exams.models.result import Result
from exams.models.sitting import Sitting
from tools.demo_server import ROOT

RUSH = 1085  # the first customer's candidates
WINDOW = 60  # seconds within which they all start
RUSH_SAVES = 5
ROUNDS, WIDTH, SAVES = 3, 10, 100  # of the CPU measurement: rounds × connections × requests
LEVELS = {1: 5, 10: 20, 25: 25, 50: 50, 100: 100}  # candidates at once → whole attempts
LOGINS = 20
STEPS = ("open", "start", "save", "submit", "result")
SCORING_LIMIT = 150  # seconds


@dataclass
class Stage:
    """The running server, and candidates who have not been used yet."""

    record: Recorder
    server: Server
    sitting: Sitting
    waiting: list[dict]
    took_part: list[dict] = field(default_factory=list)

    def take(self, count: int) -> list[dict]:
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        assert len(taken) == count
        return taken

    def play(self, scene: str, people: list[dict], concurrency: int, **more) -> tuple[dict, float]:
        """What the driver saw, and the CPU milliseconds of the web server meanwhile."""
        plan = {
            "scene": scene, "people": people, "concurrency": concurrency,
            "port": self.server.port, "sitting": self.sitting.pk, "password": world.PASSWORD,
            **more,
        }  # fmt: skip
        before = cpu_ms(self.server.web)
        told = subprocess.run(
            [sys.executable, "-m", "bench.exams.driver"],
            cwd=ROOT, input=json.dumps(plan) + "\n", capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(told.stdout), cpu_ms(self.server.web) - before

    def quietly(self, scene: str, people: list[dict], concurrency: int, **more):
        """As `play`, where any error would make the figures worthless."""
        seen, spent = self.play(scene, people, concurrency, **more)
        assert not seen["errors"], seen["errors"][:5]
        return seen, spent


def percentile(times: list[float], share: float) -> float:
    ranked = sorted(times)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def writers(stage: Stage, count: int) -> list[dict]:
    names = [person["username"] for person in stage.take(count)]
    return [{"exam": exam} for exam in world.begun(stage.sitting, names)]


def cpu_of_a_save(stage: Stage) -> float:
    """Saves and empty views in turn; returns the CPU milliseconds of an empty view."""
    idle = [{} for _ in range(WIDTH)]
    stage.quietly("empty", idle, WIDTH, saves=30)  # both warm before anything is counted
    stage.quietly("saves", writers(stage, WIDTH), WIDTH, saves=20)
    empty, save, rate = [], [], []
    for _ in range(ROUNDS):
        _seen, spent = stage.quietly("empty", idle, WIDTH, saves=SAVES)
        empty.append(spent / (WIDTH * SAVES))
        seen, spent = stage.quietly("saves", writers(stage, WIDTH), WIDTH, saves=SAVES)
        save.append(spent / (WIDTH * SAVES))
        rate.append(WIDTH * SAVES / seen["seconds"])
    floor = statistics.median(empty)
    stage.record.add("exams.save", statistics.median(save), "cpu ms", floor)
    stage.record.add("exams.saves_per_second", statistics.median(rate), "saves/s")
    return floor


def logins(stage: Stage, floor: float) -> None:
    people = stage.waiting[:LOGINS]  # a log-in of its own does not use a candidate up
    seen, spent = stage.quietly("login", people, 2)
    stage.record.add("exams.login", spent / LOGINS, "cpu ms", floor)
    stage.record.add("exams.login.p50", percentile(seen["steps"]["login"], 0.5), "ms")


def attempts(stage: Stage, concurrency: int, count: int, batch: int) -> tuple[dict, float]:
    people = stage.take(count)
    seen, spent = stage.quietly("attempt", people, concurrency, batch=batch)
    stage.took_part += people
    return seen, spent / count


def levels(stage: Stage, floor: float) -> None:
    """Whole attempts with one event a request at each concurrency; CPU from the middle one."""
    commit, size = commit_floor(stage), database_bytes()
    for concurrency, count in LEVELS.items():
        seen, spent = attempts(stage, concurrency, count, 1)
        if concurrency == 10:
            stage.record.add("exams.attempt_single", spent, "cpu ms", floor)
            stage.record.add("exams.attempt_received", seen["received"] / count, "bytes")
        if concurrency == 1:
            alone = percentile(seen["steps"]["save"], 0.5)
            stage.record.add("exams.c1.save_beside_commit", alone, "ms", commit)
        for step in STEPS:
            for share in (50, 95, 99):
                value = percentile(seen["steps"][step], share / 100)
                stage.record.add(f"exams.c{concurrency}.{step}.p{share}", value, "ms")
    grown = database_bytes() - size
    stage.record.add("exams.attempt_stored", grown / sum(LEVELS.values()), "bytes")
    _seen, spent = attempts(stage, 10, 20, 10)
    stage.record.add("exams.attempt_batch10", spent, "cpu ms", floor)


def database_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        return pages * cursor.fetchone()[0]


def commit_floor(stage: Stage) -> float:
    """The same row written and committed, with nothing around it: what no save can beat.

    Taken while nothing else runs. Returns milliseconds.
    """
    attempt = Attempt.objects.order_by("pk").first()
    now = timezone.now().astimezone(UTC)
    insert = (
        "INSERT INTO exams_answerevent (attempt_id, client, sequence, position, kind, value,"
        " digest, received_at) VALUES (%s, 'commit-floor', %s, 1, 'answer', '[\"B\"]', %s, %s)"
    )
    times = []
    with connection.cursor() as cursor:
        for sequence in range(1, 301):
            row = [attempt.pk, sequence, "0" * 64, now]
            started = time.perf_counter()
            cursor.execute(insert, row)  # autocommit: returns when it is on the disk
            times.append((time.perf_counter() - started) * 1000)
    floor = statistics.median(times)
    stage.record.add("exams.commit_floor", floor, "ms")
    return floor


def scores(stage: Stage, worker_before: float, floor: float) -> None:
    """Every attempt that was handed in gets one result, and the right one.

    `worker_before`: the worker's CPU before the first of them; its idle polling is counted too.
    """
    names = [person["username"] for person in stage.took_part]
    rows = Result.objects.filter(attempt__member__staff_number__in=names)
    started = time.monotonic()
    while rows.count() < len(names) and time.monotonic() - started < SCORING_LIMIT:
        time.sleep(1)
    spent = cpu_ms(stage.server.worker) - worker_before
    stage.record.add("exams.attempt_worker", spent / len(names), "cpu ms", floor)
    found = dict(rows.values_list("attempt__member__staff_number", "raw"))
    wrong = [name for name in names if found.get(name) != world.expected_score(name)]
    stage.record.add("exams.scored", len(found), "results")
    stage.record.add("exams.scores_wrong", len(wrong), "results")


def rush(stage: Stage) -> None:
    """Everybody at nine o'clock: sessions stand, then open, start and a few saves."""
    people = stage.take(RUSH)
    seen, spent = stage.play("rush", people, RUSH, window=WINDOW, saves=RUSH_SAVES)
    stage.record.add(f"exams.rush_{RUSH}.errors", len(seen["errors"]), "errors")
    print("   ", sorted(set(seen["errors"]))[:5])
    for step in ("start", "save"):
        times = seen["steps"].get(step, [])
        stage.record.add(f"exams.rush_{RUSH}.{step}s", len(times), "replies")
        for share in (50, 95, 99):
            value = percentile(times, share / 100)
            stage.record.add(f"exams.rush_{RUSH}.{step}_p{share}_ms", value, "ms")
    stage.record.add(f"exams.rush_{RUSH}.seconds", seen["seconds"], "s")
    stage.record.add(f"exams.rush_{RUSH}.cpu_seconds", spent / 1000, "s")


def run(record: Recorder) -> None:
    used = WIDTH * (ROUNDS + 1) + sum(LEVELS.values()) + 20 + RUSH
    sitting = world.make_sitting(used)
    stage = Stage(record, Server(), sitting, world.people(sitting))
    stage.server.start_web()
    stage.server.start_worker()
    try:
        stage.server.wait_until_up()
        floor = cpu_of_a_save(stage)
        logins(stage, floor)
        worker_before = cpu_ms(stage.server.worker)
        levels(stage, floor)
        scores(stage, worker_before, floor)
        rush(stage)
    finally:
        stage.server.stop()
