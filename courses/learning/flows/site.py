"""The lecture hall and the mini-lessons in their place; safe to run again."""

from cms.flows import publishing
from courses.learning.models.lecture import LectureHallPage
from courses.learning.models.lesson import MiniLessonIndexPage


def set_up() -> None:
    """Make the two index pages when missing."""
    publishing.ensure_section(LectureHallPage, "hall", "大讲堂", "Lecture hall")
    publishing.ensure_section(MiniLessonIndexPage, "lessons", "小课堂", "Mini-lessons")
