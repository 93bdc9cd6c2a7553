"""What this app lends to the shared pages; found when the apps are ready."""

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.lends import AREAS, CARDS, CITATIONS, FIGURES, SETUPS, Area, DeskCard, Figure
from cms.queries.citations import cited_by_pages
from courses.learning.flows import site
from courses.learning.models.lecture import LecturePage
from courses.learning.models.lesson import MiniLessonPage
from courses.learning.queries import lessons as queries
from staff.models.member import Member

SHOWN = 3  # cards at a time


@CARDS.add
def lesson_cards(request, at) -> list[DeskCard]:
    """The next few mini-lessons this person has not completed."""
    places = "organisation__division__parent__parent"
    member = Member.objects.active().filter(user=request.user).select_related(places).first()
    if member is None:
        return []
    lessons = queries.lessons_open_to(member, timezone.localdate(at))[:SHOWN]
    return [
        DeskCard(
            kind="lesson",
            title=lesson.title,
            detail=_("%(hours)s credit hours on completion")
            % {"hours": floatformat(lesson.credit_hours, -2)},
            url=lesson.get_url(request),
            action=_("Learn"),
        )
        for lesson in lessons
    ]


@FIGURES.add
def coverage() -> Figure:
    """培训覆盖: members in post with a training credential of this calendar year."""
    return Figure(
        code="coverage",
        title=gettext_lazy("Training coverage"),
        done_label=gettext_lazy("trained"),
        open_label=gettext_lazy("not yet trained"),
        due=lambda members, at: members.active(),
        done=queries.trained_this_year,
        order=10,
    )


@AREAS.add
def areas(request) -> list[Area]:
    return [
        Area(_("Mini-lessons"), "/lessons/", "lesson", 10),
        Area(_("Lecture hall"), "/hall/", "lecture", 20),
        Area(_("My learning"), reverse("learning:overview"), "book", 60),
    ]


@CITATIONS.add
def citations() -> list:
    return [
        (gettext_lazy("mini-lesson"), cited_by_pages(MiniLessonPage)),
        (gettext_lazy("lecture"), cited_by_pages(LecturePage)),
    ]


SETUPS.add(site.set_up, order=20)
