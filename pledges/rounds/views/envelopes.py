"""HR: one person's envelope with its history, and the acts on it; a reminder for a whole unit."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.lib.errors import DomainError
from evidence.queries.files import sealed_file
from pledges.rounds.engine.ceremony import MOVES, EnvelopeStatus
from pledges.rounds.flows.ending import exempt_envelope, lift_exemption, revoke_envelope
from pledges.rounds.flows.reading import note_look
from pledges.rounds.flows.reminders import remind_now
from pledges.rounds.forms.rounds import CloseForm, RevocationForm
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.queries.envelopes import grade_of
from pledges.rounds.queries.reminders import subject_of
from pledges.rounds.queries.timelines import looks, timeline
from pledges.rounds.views.desk import asked_words
from reminders.queries.reminders import reminders_of
from staff.permissions import POLICY


@dataclass(frozen=True)
class Act:
    """What HR may do to an envelope, always with a reason."""

    flow: Callable
    wanted: EnvelopeStatus
    title: str | Promise
    words: str | Promise
    form: type[CloseForm] = CloseForm

    def fits(self, envelope: Envelope) -> bool:
        if self.wanted == EnvelopeStatus.REVOKED:
            return envelope.is_signed
        return envelope.round.is_open and self.wanted in MOVES[EnvelopeStatus(envelope.status)]


ACTS = {
    "exempt": Act(
        exempt_envelope,
        EnvelopeStatus.EXEMPT,
        gettext_lazy("Exempt from signing"),
        gettext_lazy("The person is not asked any more in this round. You can lift this later."),
    ),
    "lift": Act(
        lift_exemption,
        EnvelopeStatus.OPEN,
        gettext_lazy("Lift the exemption"),
        gettext_lazy("The person is asked to sign after all."),
    ),
    "revoke": Act(
        revoke_envelope,
        EnvelopeStatus.REVOKED,
        gettext_lazy("Revoke the pledge"),
        gettext_lazy(
            "The signature counts no more; what was signed and its PDF stay on file. The person "
            "sees the reason and, while the round is open, is asked to sign again."
        ),
        RevocationForm,
    ),
}


def _envelopes():
    return Envelope.objects.select_related(
        "round__version", "member__organisation", "ended_by", "replaces"
    )


@require_safe
def envelope_page(request, code: str):
    envelope = POLICY.get_or_404(request.user, "rounds.list_envelopes", _envelopes(), code=code)
    if envelope.member.user_id != request.user.pk:
        note_look(envelope=envelope, by=request.user, at=timezone.now())
    may = POLICY.may(request.user, "rounds.manage_envelope", envelope)
    context = {
        "envelope": envelope,
        "sealed": sealed_file(envelope.subject),
        "round": envelope.round,
        "timeline": timeline(envelope),
        "looks": looks(envelope),
        "rungs": grade_of(envelope, timezone.now()),
        "overdue": envelope.is_unsigned
        and envelope.round.is_open
        and envelope.round.due_at < timezone.now(),
        "reminders": reminders_of(subject_of(envelope.code)),
        "acts": [
            {"name": name, "title": act.title}
            for name, act in ACTS.items()
            if may and act.fits(envelope)
        ],
        "may_remind": may and envelope.is_unsigned and envelope.round.is_open,
    }
    return render(request, "rounds/desk/envelope.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def envelope_act(request, code: str, act: str):
    envelope = POLICY.get_or_404(request.user, "rounds.manage_envelope", _envelopes(), code=code)
    if act not in ACTS:
        raise Http404
    chosen = ACTS[act]
    form = chosen.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            chosen.flow(
                envelope=envelope,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done, and recorded with your name and the reason."))
            return redirect("desk_pledge_envelope", code=code)
    context = {"envelope": envelope, "act": chosen, "form": form}
    status = 422 if form.errors else 200
    return render(request, "rounds/desk/envelope_act.html", context, status=status)


@require_POST
def round_remind(request, pk: int):
    """Remind who has not signed within the asker's reach: one unit's people, or one person."""
    mine = POLICY.scope(request.user, "rounds.manage_envelope", Envelope.objects.all())
    chosen = mine.filter(round=pk)
    if not chosen.exists():
        raise Http404
    if unit := request.POST.get("unit"):
        chosen = chosen.filter(member__organisation__path__startswith=unit)
    if code := request.POST.get("code"):
        chosen = chosen.filter(code=code)
    round_ = get_object_or_404(SigningRound, pk=pk)
    count = remind_now(
        round_=round_,
        envelopes=chosen.values_list("pk", flat=True),
        by=request.user,
        at=timezone.now(),
    )
    if count:
        messages.success(request, asked_words(count))
    else:
        messages.info(request, _("Nobody was left to remind today."))
    if code:
        return redirect("desk_pledge_envelope", code=code)
    return redirect("desk_pledge_round", pk=pk)
