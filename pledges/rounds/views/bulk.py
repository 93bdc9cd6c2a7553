"""HR: remind or exempt the chosen people of a round, or everybody in a unit who has not signed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.lib.errors import DomainError
from pledges.rounds.flows.ending import exempt_many
from pledges.rounds.flows.reminders import remind_now
from pledges.rounds.forms.rounds import BulkForm
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.views.desk import asked_words, find_place, find_round
from staff.permissions import POLICY

SHOWN = 50  # names on the page that asks for the reason


@require_POST
def round_bulk(request, pk: int):
    """Remind at once; exempt after a page that names the people and asks for the reason."""
    mine = POLICY.scope(request.user, "rounds.manage_envelope", Envelope.objects.all())
    if not mine.filter(round=pk).exists():
        raise Http404
    round_ = find_round(request, pk)
    place = find_place(request, round_)
    form = BulkForm(request.POST)
    back = redirect(f"{reverse('desk_pledge_round', args=[pk])}?unit={place.unit.code}")
    if not form.is_valid() or not (chosen := _chosen(mine, place, form)):
        messages.info(request, _("Choose at least one person who has not signed."))
        return back
    if form.cleaned_data["act"] == "remind":
        _remind(request, round_, chosen)
        return back
    if form.cleaned_data["reason"] and _exempt(request, form, round_, chosen):
        return back
    form.fields["reason"].required = True
    if "confirm" in request.POST and not form.cleaned_data["reason"]:
        form.add_error("reason", _("Say why."))
    context = {
        "round": round_,
        "place": place,
        "form": form,
        "count": len(chosen),
        "names": [envelope.member_name for envelope in chosen[:SHOWN]],
    }
    status = 422 if form.errors else 200
    return render(request, "rounds/desk/round_exempt.html", context, status=status)


def _chosen(mine, place, form: BulkForm) -> list[Envelope]:
    """The unsigned ones among those ticked, within the unit and the asker's reach."""
    waiting = mine.filter(pk__in=place.envelopes.unsigned().values("pk"))
    if not form.cleaned_data["everybody"]:
        waiting = waiting.filter(code__in=form.cleaned_data["codes"])
    return list(waiting.order_by("number"))


def _remind(request, round_, chosen: list[Envelope]) -> None:
    count = remind_now(
        round_=round_,
        envelopes=[envelope.pk for envelope in chosen],
        by=request.user,
        at=timezone.now(),
    )
    if count:
        messages.success(request, asked_words(count))
    else:
        messages.info(request, _("Nobody was left to remind today."))


def _exempt(request, form: BulkForm, round_, chosen: list[Envelope]) -> bool:
    try:
        count = exempt_many(
            round_=round_,
            envelopes=[envelope.pk for envelope in chosen],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("People exempt: %(count)d.") % {"count": count})
    return True
