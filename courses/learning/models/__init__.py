"""Lessons, lectures and what people completed, one aggregate per file."""

from courses.learning.models import lecture, lesson, record, teaching

__all__ = ["lecture", "lesson", "record", "teaching"]
