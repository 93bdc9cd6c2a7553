"""The exam models, one aggregate per file."""

from exams.models import attempt, browser, paper, printed, result, sitting

__all__ = ["attempt", "browser", "paper", "printed", "result", "sitting"]
