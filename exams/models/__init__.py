"""The exam models, one aggregate per file."""

from exams.models import attempt, browser, events, paper, printed, result, sitting

__all__ = ["attempt", "browser", "events", "paper", "printed", "result", "sitting"]
