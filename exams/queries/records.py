"""Results held against what they were made from: answers, score changes, credentials."""

from collections.abc import Iterator

from bank.engine.scoring import ItemScore, Verdict
from evidence.engine.checks import Fault
from evidence.queries.subjects import readable
from exams.engine.log import log_digest
from exams.engine.outcome import BEST, Outcome, counted, fold_changes, total
from exams.models.attempt import Attempt, LateDecision, LateEvent
from exams.models.result import Result
from exams.queries.runs import changes_of, events_of, paper_items
from staff.models.standing import Credential

HEAD = "exam:"
CHUNK = 200


def outcome_of(attempt: Attempt) -> Outcome:
    """The outcome of everything that has been scored and marked so far."""
    folded = fold_changes(changes_of(attempt))
    rows = [
        ItemScore(row.position, folded.get(row.position), row.points, Verdict.WAITING)
        for row in paper_items(attempt)
    ]
    return total(rows, attempt.sitting.pass_mark)


def exam_faults() -> Iterator[Fault]:
    """Receipts that the log does not bear out, results other than the fold of their changes, and
    credentials that no result stands behind, or that are missing."""
    rows = Result.objects.select_related(
        "attempt__sitting__exam", "attempt__receipt", "attempt__sitting__paper"
    ).order_by("pk")
    earned: dict[str, list[Result]] = {}
    for result in rows.iterator(chunk_size=CHUNK):
        where = f"exams_result/{result.pk}"
        yield from (Fault(code, where) for code in readable(_contradictions, result, ()))
        if result.passed and result.released_at and not result.attempt.sitting.exam.practice:
            source = f"{HEAD}{result.attempt.sitting_id}:{result.attempt.member_id}"
            earned.setdefault(source, []).append(result)
    yield from _credential_faults(earned)


def _contradictions(result: Result, _entries: object) -> Iterator[str]:
    if not _log_holds(result.attempt):
        yield "answers_changed"
    if not _is_fold(result):
        yield "result_changed"


def _log_holds(attempt: Attempt) -> bool:
    """The receipt speaks of the log as it was; what came in later was accepted by a person."""
    receipt, events = getattr(attempt, "receipt", None), events_of(attempt.pk)
    if receipt is None:
        return False
    then, later = events[: receipt.events], events[receipt.events :]
    if len(then) != receipt.events or log_digest(then) != receipt.digest:
        return False
    return not later or {(one.client, one.sequence) for one in later} <= _accepted(attempt.pk)


def _accepted(attempt_id: int) -> set[tuple[str, int]]:
    """Late answers up to the last that somebody decided to count."""
    decided = LateDecision.objects.filter(attempt=attempt_id, accepted=True).order_by("-upto")
    upto = decided.values_list("upto", flat=True).first()
    rows = LateEvent.objects.filter(attempt=attempt_id, pk__lte=upto or 0)
    return set(rows.values_list("client", "sequence"))


def _is_fold(result: Result) -> bool:
    outcome = outcome_of(result.attempt)
    state = Result.State.PENDING if outcome.pending else Result.State.FINAL
    made = (state, outcome.raw, outcome.maximum, outcome.percent, outcome.passed)
    return made == (result.state, result.raw, result.maximum, result.percent, result.passed)


def _credential_faults(earned: dict[str, list[Result]]) -> Iterator[Fault]:
    rows = Credential.objects.filter(kind=Credential.Kind.EXAM, source__startswith=HEAD)
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        if not any(_bears(result, row) for result in earned.pop(row.source, ())):
            yield Fault("credential_unfounded", f"staff_credential/{row.pk}")
    for results in earned.values():
        yield Fault("credential_missing", f"exams_result/{results[0].pk}")


def _bears(result: Result, row: Credential) -> bool:
    sitting = result.attempt.sitting
    value = counted([result.percent], BEST, sitting.ceiling)
    return (row.member_id, row.code, row.earned_at, row.value) == (
        result.attempt.member_id,
        f"{HEAD}{sitting.exam_id}",
        result.released_at,
        value,
    )
