"""What candidates see of their sittings, receipts and results."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bank.engine.items import CHOICE_KINDS, LETTERS, ItemContent, Kind, strip_marks
from bank.engine.keys import JUDGEMENTS
from bank.engine.scoring import Verdict
from cms.lib.tones import StrPromise, Tone
from exams.engine.log import Answers
from exams.engine.reveal import Level, Reached, level
from exams.models.attempt import Attempt, Submission
from exams.models.paper import PaperItem
from exams.models.result import Result
from exams.models.sitting import Registration, Sitting
from exams.queries.runs import paper_items, score_of_positions
from staff.models.member import Member


@dataclass(frozen=True)
class SittingCard:
    """One registered sitting as its candidate sees it."""

    sitting: Sitting
    phase: str  # "running", "open", "upcoming", "closed"
    attempts: tuple[Attempt, ...]

    @property
    def latest(self) -> Attempt | None:
        return self.attempts[0] if self.attempts else None

    @property
    def is_running(self) -> bool:
        return self.phase == "running"

    @property
    def is_upcoming(self) -> bool:
        return self.phase == "upcoming"

    @property
    def is_closed(self) -> bool:
        return self.phase == "closed"

    @property
    def result(self) -> Result | None:
        """The result, where the candidate may see it or it waits for a marker."""
        result = getattr(self.latest, "result", None)
        return result if result and (result.released_at or not result.is_final) else None

    @property
    def wording(self) -> StrPromise:
        """How far the candidate is, in a word."""
        if self.is_running or not self.latest:
            return PHASE_WORDS[self.phase]
        return self.result.wording if self.result else _("Handed in, result not yet released")

    @property
    def tone(self) -> Tone:
        if self.is_running or not self.latest:
            return PHASE_TONES[self.phase]
        return self.result.tone if self.result else Tone.WAIT

    @property
    def may_start(self) -> bool:
        used = len(self.attempts)
        return self.phase == "open" and used < self.sitting.attempts_allowed


PHASES = ("running", "open", "upcoming", "closed")
# Of somebody who has not begun, or is at it.
PHASE_WORDS = {
    "running": _("In progress"),
    "open": _("Not started"),
    "upcoming": _("Not yet open"),
    "closed": _("Not taken"),
}
PHASE_TONES = {
    "running": Tone.WAIT,
    "open": Tone.INFO,
    "upcoming": Tone.INFO,
    "closed": Tone.BAD,
}


def sitting_cards(registrations: QuerySet[Registration], at: datetime) -> list[SittingCard]:
    """The sittings of these registrations of one member, most urgent first."""
    rows = registrations.select_related("sitting__exam", "sitting__paper").order_by(
        "sitting__closes_at"
    )
    rows = list(rows)
    attempts = (
        Attempt.objects.filter(
            sitting__in=[row.sitting_id for row in rows],
            member__in={row.member_id for row in rows},
        )
        .select_related("sitting", "result", "receipt")
        .order_by("-number")
    )
    by_sitting: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        by_sitting.setdefault(attempt.sitting_id, []).append(attempt)
    cards = [_card(row.sitting, tuple(by_sitting.get(row.sitting_id, ())), at) for row in rows]
    return sorted(cards, key=lambda card: PHASES.index(card.phase))


def _card(sitting: Sitting, attempts: tuple[Attempt, ...], at: datetime) -> SittingCard:
    if any(attempt.is_open and attempt.deadline_at > at for attempt in attempts):
        return SittingCard(sitting, "running", attempts)
    if sitting.is_open(at):
        return SittingCard(sitting, "open", attempts)
    return SittingCard(sitting, "upcoming" if sitting.opens_at > at else "closed", attempts)


def receipt_of(attempt: Attempt) -> Submission | None:
    return Submission.objects.filter(attempt=attempt).first()


class Stage(StrEnum):
    """Where a result that is not shown yet stands."""

    SCORING = "scoring"
    MARKING = "marking"
    UNRELEASED = "unreleased"

    @property
    def wording(self) -> StrPromise:
        return STAGE_WORDS[self]

    @property
    def is_scoring(self) -> bool:
        """Looking again in a moment will show more."""
        return self is Stage.SCORING


STAGE_WORDS = {
    Stage.SCORING: _(
        "Your answers are being scored. This takes a few seconds; look again in a moment."
    ),
    Stage.MARKING: _(
        "Waiting for marking: a marker still has to read your case answers. Nobody sees your name "
        "while marking."
    ),
    Stage.UNRELEASED: _(
        "The result has not been released yet. It appears here and on your home page when it is."
    ),
}


def stage_of(result: Result | None) -> Stage:
    if result is None:
        return Stage.SCORING
    return Stage.UNRELEASED if result.is_final else Stage.MARKING


@dataclass(frozen=True)
class ResultLine:
    """One item of a result; key and rationale only where the sitting reveals them by now."""

    number: int
    stem: str
    kind: str
    points: Decimal
    score: Decimal
    verdict: Verdict
    response: str
    key: str
    rationale: str
    basis: str


def result_of(attempt: Attempt) -> Result | None:
    return Result.objects.filter(attempt=attempt).first()


def shown_level(result: Result | None, sitting: Sitting, at: datetime) -> Level:
    """How much of a result its candidate may see now."""
    if result is None:
        return Level.NOTHING
    reveal = sitting.reveals
    released = result.released_at is not None and result.released_at <= at
    closed = reveal.closed is not Level.NOTHING and sitting_is_over(sitting, at)
    return level(reveal, Reached(result.is_final, closed, released))


def sitting_is_over(sitting: Sitting, at: datetime) -> bool:
    """Closed, and nobody writes on with extra time or in an attempt that was given back."""
    if sitting.closes_at > at:
        return False
    return not Attempt.objects.open().filter(sitting=sitting).exists()


def result_lines(attempt: Attempt, answers: Answers, shown: Level) -> list[ResultLine]:
    """The items of a result as far as `shown` goes; none below the verdicts."""
    if not shown.includes(Level.VERDICTS):
        return []
    given = score_of_positions(attempt)
    reveal = shown.includes(Level.KEYS)
    return [_result_line(row, answers, given[row.position], reveal) for row in paper_items(attempt)]


def _result_line(row: PaperItem, answers: Answers, given: Decimal, reveal: bool) -> ResultLine:
    response = answers.responses.get(row.position, ())
    return ResultLine(
        number=row.position,
        stem=row.content["stem"],
        kind=row.kind,
        points=row.points,
        score=given,
        verdict=_verdict(response, given, row.points),
        response=in_words(row.item_content, response),
        key=row.content["key"] if reveal else "",
        rationale=row.content["rationale"] if reveal else "",
        basis=strip_marks(row.content["basis"]) if reveal else "",
    )


def in_words(content: ItemContent, response: tuple[str, ...]) -> str:
    """A response as people read it: letters with their texts, 正确/错误, blanks one by one."""
    if content.kind in CHOICE_KINDS:
        texts = dict(zip(LETTERS, content.choices, strict=False))
        return "\n".join(f"{letter}. {texts.get(letter, '')}" for letter in sorted(response))
    if content.kind is Kind.JUDGEMENT:
        words = {value: word for word, value in JUDGEMENTS.items()}
        return "".join(words.get(part, part) for part in response)
    return " | ".join(response)


def _verdict(response: tuple[str, ...], given: Decimal, points: Decimal) -> Verdict:
    if given == points:
        return Verdict.RIGHT
    if given:
        return Verdict.PARTLY
    return Verdict.WRONG if any(response) else Verdict.UNANSWERED


def new_results(member: Member, since: datetime, at: datetime) -> QuerySet[Result]:
    """Results of the member that were released in (since, at]."""
    return (
        Result.objects.released(at)
        .filter(attempt__member=member, released_at__gt=since)
        .select_related("attempt__sitting")
        .order_by("-released_at")
    )


def member_attempts(member: Member) -> QuerySet[Attempt]:
    """Every attempt of one member with its result, newest first: for the own record."""
    return (
        Attempt.objects.filter(member=member)
        .select_related("sitting__exam", "result")
        .order_by("-started_at")
    )
