"""Lessons, lectures and what people completed, one aggregate per file."""

from courses.models.lecture import LectureCitation, LectureHallPage, LecturePage, LectureSession
from courses.models.lesson import LessonCitation, MiniLessonIndexPage, MiniLessonPage
from courses.models.record import CheckAnswer, LearningRecord
from courses.models.teaching import TeachingPage, Topic

__all__ = [
    "CheckAnswer",
    "LearningRecord",
    "LectureCitation",
    "LectureHallPage",
    "LecturePage",
    "LectureSession",
    "LessonCitation",
    "MiniLessonIndexPage",
    "MiniLessonPage",
    "TeachingPage",
    "Topic",
]
