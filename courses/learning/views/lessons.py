"""Pages for learners: answering a check question, and one's own learning."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cms.lib.errors import DomainError
from courses.learning.flows.completion import answer_check
from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import LearningRecord
from courses.learning.queries import lessons as queries
from staff.models.member import Member
from staff.permissions import POLICY
from staff.queries.people import credit_hours

PAGE_SIZE = 20


@require_POST
def answer(request, page_id: int, item_id: int):
    """Judge one answer and go back to the lesson: to the question, or to the completion."""
    lesson = get_object_or_404(MiniLessonPage.objects.live().public(), pk=page_id)
    member = POLICY.get_or_404(request.user, "learning.learn", Member.objects.all())
    anchor = f"check-{item_id}"
    try:
        result = answer_check(
            member=member,
            lesson=lesson,
            item_id=item_id,
            response=request.POST.getlist(f"item-{item_id}"),
            seen=request.POST.get("seen", ""),
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        anchor = "done" if result.created else anchor
    return redirect(f"{lesson.get_url(request)}#{anchor}")


@require_safe
def overview(request):
    """My learning: what is open, what is done, how many credit hours this year."""
    now = timezone.localtime()
    member = Member.objects.filter(user=request.user).select_related(
        "organisation__division__parent__parent"
    ).first()  # fmt: skip
    done = POLICY.scope(request.user, "learning.view_own_record", LearningRecord.objects.all())
    context = {
        "member": member,
        "year": now.year,
        "hours": credit_hours(member, now.year, now) if member else None,
        "open_lessons": queries.lessons_open_to(member, now.date()) if member else [],
        "page_obj": Paginator(done, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "learning/overview.html", context)
