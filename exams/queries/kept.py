"""Which rows of exams the chain vouches for: by the act of scoring, or by the sweeper."""

from django.db.models import Q

from evidence.subjects import KeptRows
from exams.models.attempt import Attempt, AttemptEvent, LateDecision, LateEvent, Submission
from exams.models.paper import PaperItem, PaperSection
from exams.models.printed import PrintedForm, SheetEntry
from exams.models.result import Release, Result, ScoreChange
from exams.models.sitting import Allowance

ATTEMPT = KeptRows(
    "exam.attempt",
    Attempt,
    (
        "public_id",
        "sitting",
        "member",
        "number",
        "state",
        "started_at",
        "deadline_at",
        "submitted_at",
        "continues",
        "form",
    ),
    due=Q(result__isnull=False),
)
RECEIPT = KeptRows(
    "exam.receipt",
    Submission,
    ("attempt", "number", "answered", "events", "digest", "submitted_at", "by_deadline"),
    due=Q(attempt__result__isnull=False),
)
SCORES = KeptRows("exam.scores", ScoreChange, ("attempt", "number", "cause", "scores", "at", "by"))
RESULT = KeptRows(
    "exam.result",
    Result,
    (
        "attempt",
        "state",
        "raw",
        "maximum",
        "percent",
        "passed",
        "scored_at",
        "released_at",
    ),
)
SWEPT = (
    KeptRows(
        "exam.attempt_event",
        AttemptEvent,
        ("attempt", "kind", "client", "at", "by", "note", "amount"),
        swept=True,
    ),
    KeptRows(
        "exam.late_event",
        LateEvent,
        (
            "attempt",
            "client",
            "sequence",
            "position",
            "kind",
            "value",
            "digest",
            "received_at",
            "cause",
        ),
        swept=True,
    ),
    KeptRows(
        "exam.late_decision",
        LateDecision,
        ("attempt", "upto", "accepted", "reason", "by", "at"),
        swept=True,
    ),
    KeptRows("exam.release", Release, ("sitting", "results", "at", "by"), swept=True),
    KeptRows(
        "exam.allowance",
        Allowance,
        ("sitting", "member", "minutes", "reason", "by", "at"),
        swept=True,
    ),
    KeptRows("exam.section", PaperSection, ("paper", "position", "title"), swept=True),
    KeptRows(
        "exam.item",
        PaperItem,
        (
            "paper",
            "section",
            "position",
            "item",
            "revision",
            "content",
            "digest",
            "points",
        ),
        swept=True,
    ),
    KeptRows(
        "exam.form",
        PrintedForm,
        ("sitting", "letter", "seed", "order", "digest", "reason", "at", "by"),
        swept=True,
    ),
    KeptRows(
        "exam.sheet",
        SheetEntry,
        ("form", "member", "number", "answers", "at", "by"),
        swept=True,
    ),
)
KEPT_ROWS = (ATTEMPT, RECEIPT, SCORES, RESULT, *SWEPT)
