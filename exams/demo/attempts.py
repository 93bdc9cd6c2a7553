"""Believable candidates: abler ones answer more rightly, harder items are missed more often."""

import random
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bank.engine.items import LETTERS, ItemContent, Kind
from bank.engine.keys import parse_blanks, parse_letters
from bank.engine.scoring import ItemScore, score
from cms.lib.demo import Demo
from exams.engine.log import ANSWER, Event, fold, log_digest
from exams.engine.timing import deadline
from exams.flows.closing import receipt_number
from exams.flows.results import Scored, keep_scores
from exams.models.attempt import AnswerEvent, Attempt, AttemptEvent, Submission
from exams.models.paper import PaperItem
from exams.models.sitting import Sitting
from staff.models.member import Member

BATCH = 1000
SCORED_AFTER = timedelta(seconds=5)
CHANGES_OF_MIND = 0.08
CASE_ANSWERS = (
    "没有票据不能证明钱花在救助对象身上，应当补正。外出没有告知镇里，应当另找人代管。"
    "挪用的钱即使存回也是违规，要收回并通报。先把棉被和新衣发下去。",
    "主要问题是账目不清、擅自转托、挪用资金、没有保障生活。镇里应当责令改正，更换代管人，"
    "把情况记入台账，监督人也要批评。协议里应当写明逐笔登记、凭票报账、禁止借用。",
    "代管人应当亲自处理，不能让妻子代管。两千元买化肥属于挪用，要追回。",
    "逐项：一、无票据；二、转委托未经同意；三、挪用；四、生活未保障。处理：限期整改、解除协议、"
    "线索移交纪检。预防：专户存放、按季报账、监督人签字、镇里定期检查。",
)


@dataclass
class Run:
    """One candidate's run before it becomes rows."""

    attempt: Attempt
    events: list[Event]
    moments: list[datetime]


class Runs:
    """Plays a sitting for some members and writes the rows that the flows would have written."""

    def __init__(self, demo: Demo, sitting: Sitting) -> None:
        self.rng = demo.rng(f"sitting:{sitting.title}")
        self.seed = demo.seed
        self.sitting = sitting
        self.items = list(sitting.paper.items.order_by("position"))
        # A pull of its own for every item, so that some turn out easy and some hard.
        self.pull = {row.pk: self.rng.gauss(0, 0.1) - 0.05 * _hardness(row) for row in self.items}

    def play(self, members: list[Member]) -> None:
        runs = [self._run(member) for member in members]
        Attempt.objects.bulk_create([run.attempt for run in runs], batch_size=BATCH)
        self._write_log(runs)
        self._write_results(runs)

    def _run(self, member: Member) -> Run:
        latest = min(self.sitting.closes_at, self.sitting.opens_at + timedelta(hours=10))
        room = latest - self.sitting.opens_at - timedelta(minutes=self.sitting.minutes + 1)
        start = self.sitting.opens_at + timedelta(
            seconds=self.rng.randint(20, max(21, int(room.total_seconds())))
        )
        name = sha256(f"{self.seed}:{self.sitting.title}:{member.staff_number}".encode())
        token = urlsafe_b64encode(name.digest()).decode()
        events, moments = self.answers(token[22:38], start)
        ends = deadline(start, self.sitting.minutes, self.sitting.closes_at)
        attempt = Attempt(
            public_id=token[:22],
            sitting=self.sitting,
            member=member,
            state=Attempt.State.SUBMITTED,
            started_at=start,
            deadline_at=ends,
            submitted_at=min(moments[-1] + timedelta(seconds=self.rng.randint(15, 90)), ends),
        )
        return Run(attempt, events, moments)

    def answers(self, client: str, start: datetime) -> tuple[list[Event], list[datetime]]:
        """One pass through the paper, and second thoughts on a few items."""
        ability = min(max(self.rng.gauss(0.68, 0.14), 0.2), 0.98)
        events: list[Event] = []
        moments: list[datetime] = []
        moment = start
        for row in self.items:
            for _time in range(2 if self.rng.random() < CHANGES_OF_MIND else 1):
                moment += timedelta(seconds=self.rng.randint(14, 70))
                value = _response(self.rng, row.item_content, ability + self.pull[row.pk])
                events.append(Event(client, len(events) + 1, row.position, ANSWER, value))
                moments.append(moment)
        return events, moments

    def _write_log(self, runs: list[Run]) -> None:
        AnswerEvent.objects.bulk_create(
            [
                AnswerEvent(
                    attempt=run.attempt,
                    client=event.client,
                    sequence=event.sequence,
                    position=event.position,
                    kind=event.kind,
                    value=list(event.value),
                    digest=event.digest,
                    received_at=moment,
                )
                for run in runs
                for event, moment in zip(run.events, run.moments, strict=True)
            ],
            batch_size=BATCH,
        )
        AttemptEvent.objects.bulk_create(
            [
                AttemptEvent(attempt=run.attempt, kind=kind, at=at)
                for run in runs
                for kind, at in (
                    (AttemptEvent.Kind.STARTED, run.attempt.started_at),
                    (AttemptEvent.Kind.SUBMITTED, run.attempt.submitted_at),
                )
            ],
            batch_size=BATCH,
        )
        Submission.objects.bulk_create(map(_receipt, runs), batch_size=BATCH)

    def _write_results(self, runs: list[Run]) -> None:
        keep_scores(
            scored=[
                Scored(run.attempt, self._scores(run), run.attempt.submitted_at + SCORED_AFTER)
                for run in runs
            ]
        )

    def _scores(self, run: Run) -> list[ItemScore]:
        present = fold(run.events)
        return [score(row.scored, present.responses.get(row.position, ())) for row in self.items]


def _receipt(run: Run) -> Submission:
    log = log_digest(run.events)
    at = run.attempt.submitted_at
    return Submission(
        attempt=run.attempt,
        number=receipt_number(run.attempt.pk, at, log),
        answered=fold(run.events).answered,
        events=len(run.events),
        digest=log,
        submitted_at=at,
    )


def _hardness(row: PaperItem) -> int:
    return {Kind.MULTIPLE: 3, Kind.BLANK: 2}.get(row.kind, 0)


def _response(rng: random.Random, content: ItemContent, chance: float) -> tuple[str, ...]:
    """Right with the given chance; otherwise wrong the way people are."""
    return _RESPONSES[content.kind](rng, content, rng.random() < chance)


def _single(rng: random.Random, content: ItemContent, right: bool) -> tuple[str, ...]:
    key = parse_letters(content.key)
    if right:
        return key
    others = [letter for letter in LETTERS[: len(content.choices)] if letter not in key]
    # One distractor of each item attracts more than the others.
    return (rng.choices(others, weights=[3, *[1] * (len(others) - 1)])[0],)


def _multiple(rng: random.Random, content: ItemContent, right: bool) -> tuple[str, ...]:
    key = list(parse_letters(content.key))
    if right:
        return tuple(key)
    if rng.random() < 0.6:  # left one out
        key.remove(rng.choice(key))
        return tuple(key)
    wrong = [letter for letter in LETTERS[: len(content.choices)] if letter not in key]
    return tuple(sorted([*key, rng.choice(wrong)])) if wrong else tuple(key[1:])


def _judgement(rng: random.Random, content: ItemContent, right: bool) -> tuple[str, ...]:
    return ("T",) if right == (content.key.strip() == "正确") else ("F",)


def _blank(rng: random.Random, content: ItemContent, right: bool) -> tuple[str, ...]:
    given = [accepted[0] for accepted in parse_blanks(content.key)]
    if not right:
        given[rng.randrange(len(given))] = rng.choice(["", "不清楚", "及时", "全额", "40"])
    return tuple(given)


def _case(rng: random.Random, content: ItemContent, right: bool) -> tuple[str, ...]:
    return (rng.choice(CASE_ANSWERS),) if right or rng.random() < 0.7 else ("",)


_RESPONSES = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.JUDGEMENT: _judgement,
    Kind.BLANK: _blank,
    Kind.CASE: _case,
}
