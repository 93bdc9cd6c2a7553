"""What the candidate may sit: the list, the page before the start, the start."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from exams.flows.attempts import start_attempt
from exams.flows.refusals import StartRefused
from exams.models.sitting import Registration
from exams.queries.browser import rule_of
from exams.queries.candidate import sitting_cards
from exams.views.browser import refuse, way_in
from staff.permissions import POLICY


def _own(request):
    return POLICY.scope(request.user, "exams.sit", Registration.objects.all())


@require_safe
def exams(request):
    cards = sitting_cards(_own(request), timezone.now())
    groups = {phase: [card for card in cards if card.phase in phases] for phase, phases in GROUPS}
    return render(request, "exams/list.html", {"groups": groups, "any": bool(cards)})


GROUPS = (("now", {"running", "open"}), ("upcoming", {"upcoming"}), ("closed", {"closed"}))


@require_safe
def sitting(request, pk: int):
    cards = sitting_cards(_own(request).filter(sitting=pk), timezone.now())
    if not cards:
        raise Http404
    (card,) = cards
    way = way_in(request, card.sitting)
    rule = None if way else rule_of(card.sitting)
    context = {"card": card, "sitting": card.sitting, "way": way, "rule": rule}
    return render(request, "exams/sitting.html", context)


@require_POST
def start(request, pk: int):
    rows = Registration.objects.select_related("sitting", "member")
    registration = POLICY.get_or_404(request.user, "exams.sit", rows, sitting=pk)
    if not way_in(request, registration.sitting):
        return refuse(request, registration.sitting)
    try:
        attempt, _begun = start_attempt(
            sitting=registration.sitting, member=registration.member, at=timezone.now()
        )
    except StartRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("exam_sitting", pk=pk)
    return redirect("exam_attempt", public_id=attempt.public_id)
