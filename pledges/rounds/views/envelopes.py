"""HR: one person's envelope with its history, and the acts on it; a reminder for a whole unit."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cms.lib.acts import Act, act_page, act_view
from cms.lib.forms import ReasonForm
from evidence.forms.ceremony import ConfirmedReasonForm
from evidence.queries.files import sealed_file
from evidence.views.confirming import confirmed_page
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.flows.ending import exempt_envelope, lift_exemption, revoke_envelope
from pledges.rounds.flows.reading import note_look
from pledges.rounds.flows.reminders import remind_now
from pledges.rounds.forms.rounds import RevocationForm
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.queries.envelopes import grade_of
from pledges.rounds.queries.reminders import subject_of
from pledges.rounds.queries.timelines import looks, timeline
from pledges.rounds.views.desk import asked_words
from reminders.queries.reminders import reminders_of
from staff.permissions import POLICY


def _act(title, run, text, form=ReasonForm) -> Act:
    """What HR may do to an envelope: always with a reason, always recorded."""
    done = gettext_lazy("Done, and recorded with your name and the reason.")
    return Act(title, run, form, text=text, button=title, done=done, serious=True)


ACTS = {
    EnvelopeStatus.EXEMPT: _act(
        gettext_lazy("Exempt from signing"),
        exempt_envelope,
        gettext_lazy("The person is not asked any more in this round. You can lift this later."),
    ),
    EnvelopeStatus.OPEN: _act(
        gettext_lazy("Lift the exemption"),
        lift_exemption,
        gettext_lazy("The person is asked to sign after all."),
    ),
    EnvelopeStatus.REVOKED: _act(
        gettext_lazy("Revoke the pledge"),
        revoke_envelope,
        gettext_lazy(
            "The signature counts no more; what was signed and its PDF stay on file. The person "
            "sees the reason and, while the round is open, is asked to sign again."
        ),
        RevocationForm,
    ),
}
WANTED = {  # by the name in the address
    "exempt": EnvelopeStatus.EXEMPT,
    "lift": EnvelopeStatus.OPEN,
    "revoke": EnvelopeStatus.REVOKED,
}


def _fits(envelope: Envelope, wanted: EnvelopeStatus) -> bool:
    """Whether the act is offered: a revocation always, all else while the round is open."""
    in_time = envelope.round.is_open or wanted == EnvelopeStatus.REVOKED
    return in_time and Envelope.moves.may(envelope.status, wanted)


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
            {"name": name, "title": ACTS[wanted].title}
            for name, wanted in WANTED.items()
            if may and _fits(envelope, wanted)
        ],
        "may_remind": may and envelope.is_unsigned and envelope.round.is_open,
    }
    return render(request, "rounds/desk/envelope.html", context)


@act_view
def envelope_act(request, code: str, act: str):
    envelope = POLICY.get_or_404(request.user, "rounds.manage_envelope", _envelopes(), code=code)
    if act not in WANTED:
        raise Http404
    chosen = ACTS[WANTED[act]]
    words = {"title": chosen.title, "name": envelope.member_name}
    page = confirmed_page if issubclass(chosen.form, ConfirmedReasonForm) else act_page
    return page(
        request,
        chosen,
        {"envelope": envelope},
        back=reverse("desk_pledge_envelope", args=[code]),
        heading=_("%(title)s: %(name)s") % words,
    )


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
