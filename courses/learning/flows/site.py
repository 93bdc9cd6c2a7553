"""The lecture hall, the mini-lessons and the topics in their place; safe to run again."""

from cms.flows import publishing
from courses.learning.models.lecture import LectureHallPage
from courses.learning.models.lesson import MiniLessonIndexPage


def set_up() -> None:
    """Make the two index pages when missing, and let writers keep the topics."""
    publishing.ensure_section(LectureHallPage, "hall", "大讲堂", "Lecture hall")
    publishing.ensure_section(MiniLessonIndexPage, "lessons", "小课堂", "Mini-lessons")
    for role in (publishing.TRAINER, publishing.REVIEWER):
        group = publishing.role_group(role)
        publishing.permit(
            group, "learning.view_topic", "learning.add_topic", "learning.change_topic"
        )
