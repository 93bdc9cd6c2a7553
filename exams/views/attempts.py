"""The exam page, the receipt and the result: for the candidate of the attempt alone."""

from base64 import b64encode

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bank.engine.items import asked
from bank.models.labels import KIND_LABELS
from exams.engine.reveal import Level
from exams.engine.wire import milliseconds
from exams.flows.answer_files import file_key
from exams.models.attempt import Attempt
from exams.models.paper import PaperItem
from exams.permissions import attempt_token
from exams.queries.candidate import receipt_of, result_lines, result_of, shown_level, stage_of
from exams.queries.runs import answers_of, is_over, paper_items, undecided_late
from exams.views.browser import refuse, way_in
from exams.views.words import player_words, receipt_words
from staff.permissions import POLICY


def _own_attempt(request, public_id: str) -> Attempt:
    rows = Attempt.objects.select_related("sitting__paper", "member")
    return POLICY.get_or_404(request.user, "exams.sit", rows, public_id=public_id)


def _asked(row: PaperItem) -> dict:
    """What the candidate may read of an item, and its number and weight on this paper."""
    return {
        "number": row.position,
        "kind": row.kind.value,
        "kind_label": KIND_LABELS[row.kind],
        "points": row.points,
        "asked": asked(row.item_content),
    }


@require_safe
def player(request, public_id: str):
    attempt = _own_attempt(request, public_id)
    at = timezone.now()
    if is_over(attempt, at):
        return redirect("exam_receipt", public_id=public_id)
    way = way_in(request, attempt.sitting)
    if not way:
        return refuse(request, attempt.sitting)
    # Asked for by the template only when it has not drawn this paper before.
    items = SimpleLazyObject(lambda: [_asked(row) for row in paper_items(attempt)])
    answers = answers_of(attempt.pk)
    config = _wire(attempt, locked=way == "header") | {
        "session": reverse("exam_session", args=[public_id]),
        "leaving": attempt.sitting.record_leaving,
        "receipt": reverse("exam_receipt", args=[public_id]),
        "login": reverse("account_login"),
        "now": milliseconds(at),
        "deadline": milliseconds(attempt.deadline_at),
        "answers": answers.responses,
        "flags": sorted(answers.flags),
        "words": player_words(),
    }
    context = {"attempt": attempt, "sitting": attempt.sitting, "items": items, "config": config}
    return render(request, "exams/player.html", context)


def _wire(attempt: Attempt, *, locked: bool = False) -> dict:
    """What a page of this attempt needs in order to send answers, or to seal them in a file."""
    return {
        "attempt": attempt.public_id,
        "token": attempt_token(attempt, locked=locked),
        **{
            name: reverse(f"exam_{name}", args=[attempt.public_id])
            for name in ("events", "submit", "beat")
        },
        "file_key": b64encode(file_key(attempt.public_id)).decode(),
    }


@login_not_required
@require_safe
def session(request, public_id: str):
    """Whether this browser is still logged in as the candidate of the attempt.

    Says nothing about attempts: without the session it is the same for every address.
    """
    attempts = POLICY.scope(request.user, "exams.sit", Attempt.objects.all())
    own = attempts.filter(public_id=public_id).exists()
    return JsonResponse({"signed_in": own, "csrf": get_token(request)})


@require_safe
def receipt(request, public_id: str):
    attempt = _own_attempt(request, public_id)
    if not is_over(attempt, timezone.now()):
        return redirect("exam_attempt", public_id=public_id)
    context = {
        "attempt": attempt,
        "sitting": attempt.sitting,
        "receipt": receipt_of(attempt),
        "late": undecided_late(attempt.pk).count(),
        "config": _wire(attempt) | {"words": receipt_words()},
    }
    return render(request, "exams/receipt.html", context)


@require_safe
def result(request, public_id: str):
    attempt = _own_attempt(request, public_id)
    if attempt.is_open:
        return redirect("exam_attempt", public_id=public_id)
    row = result_of(attempt)
    shown = shown_level(row, attempt.sitting, timezone.now())
    context = {"attempt": attempt, "sitting": attempt.sitting}
    if row is None or shown is Level.NOTHING:
        context["stage"] = stage_of(row)
        return render(request, "exams/result_pending.html", context)
    context["result"] = row
    context["lines"] = result_lines(attempt, answers_of(attempt.pk), shown)
    context["title"] = _("Result")
    return render(request, "exams/result.html", context)
