"""The exam models, one aggregate per file."""

from exams.models.attempt import (
    AnswerEvent,
    Attempt,
    AttemptEvent,
    LateDecision,
    LateEvent,
    Submission,
)
from exams.models.bank import Item, ItemBank, Topic
from exams.models.browser import BrowserRule
from exams.models.imports import ItemImport
from exams.models.paper import Paper, PaperItem, PaperSection
from exams.models.printed import PrintedForm, SheetEntry
from exams.models.result import Release, Result, ScoreChange
from exams.models.sitting import Allowance, Exam, Registration, Sitting

__all__ = [
    "Allowance",
    "AnswerEvent",
    "Attempt",
    "AttemptEvent",
    "BrowserRule",
    "Exam",
    "Item",
    "ItemBank",
    "ItemImport",
    "LateDecision",
    "LateEvent",
    "Paper",
    "PaperItem",
    "PaperSection",
    "PrintedForm",
    "Registration",
    "Release",
    "Result",
    "ScoreChange",
    "SheetEntry",
    "Sitting",
    "Submission",
    "Topic",
]
