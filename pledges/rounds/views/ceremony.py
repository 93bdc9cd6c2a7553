"""Before and after a signature: the agreement on electronic signatures, and taking back."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cms.lib.acts import Act, act_page, act_view
from cms.lib.errors import DomainError
from evidence.adapters.identity import confirm_person, has_totp
from evidence.engine import consent
from evidence.flows.consent import agree
from evidence.forms.ceremony import AgreementForm, ConfirmedReasonForm, ConfirmForm
from evidence.queries.consents import consent_of
from evidence.views.confirming import confirmed_page
from evidence.views.signing import FIELD_OF, NOT_CONFIRMED, ask_passkey, put_refusal
from pledges.rounds.flows.ending import decline_envelope
from pledges.rounds.flows.signing import note_failed_confirmation, statement
from pledges.rounds.flows.takeback import last_moment, take_back
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.views.signer import own_envelope


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request):
    """Read and sign the agreement; then on to the pledge that asked for it."""
    member = getattr(request.user, "member", None)
    if member is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = AgreementForm(sent, initial={"digest": consent.digest()}, totp=has_totp(request.user))
    if form.is_valid() and _agree(request, member, form):
        waiting = Envelope.objects.filter(member=member, code=request.GET.get("pledge", "")).first()
        return redirect("pledge", code=waiting.code) if waiting else redirect("pledges")
    context = {
        "form": form,
        "title": consent.TITLE,
        "text": consent.text(),
        "digest": consent.digest(),
        "version": consent.CURRENT,
        "agreed": consent_of(member),
    }
    status = 422 if form.errors else 200
    return render(request, "evidence/agreement.html", context, status=status)


def _agree(request, member, form: AgreementForm) -> bool:
    values = form.cleaned_data
    try:
        method = confirm_person(request, values["password"], values.get("code", ""))
        agree(member=member, digest=values["digest"], method=method, at=timezone.now())
    except DomainError as refusal:
        put_refusal(form, refusal)
        return False
    return True


@require_POST
def challenge(request, code: str):
    """What a passkey is asked to sign: the digests of this text, who, when, and a nonce."""
    envelope = own_envelope(request, code)
    words = statement(envelope=envelope, by=request.user)
    return ask_passkey(request, words, timezone.now())


def _take_back(*, request, envelope: Envelope, by, at, password: str, code: str = "") -> Envelope:
    """Whoever cannot be confirmed takes nothing back, and the attempt is on record."""
    try:
        method = confirm_person(request, password, code)
    except NOT_CONFIRMED as refusal:
        note_failed_confirmation(envelope=envelope, reason=refusal.code, at=at)
        raise
    return take_back(envelope=envelope, by=by, method=method, at=at)


TAKE_BACK = Act(
    title=gettext_lazy("Take the signature back"),
    run=_take_back,
    form=ConfirmForm,
    button=gettext_lazy("Take it back"),
    cancel=gettext_lazy("Keep it signed"),
    done=gettext_lazy("Taken back. The pledge is no longer signed."),
    serious=True,
    fields=FIELD_OF,
    template="rounds/take_back.html",
)


@act_view
def take_back_page(request, code: str):
    """Ask once more, with the password; then the signature is taken back."""
    envelope = own_envelope(request, code)
    if not envelope.is_signed:
        return redirect("pledge", code=code)
    if timezone.now() > last_moment(envelope):
        return redirect("pledge_receipt", code=code)
    sent = request.POST if request.method == "POST" else None
    return act_page(
        request,
        TAKE_BACK,
        {"request": request, "envelope": envelope},
        back=reverse("pledge_receipt", args=[code]),
        form=ConfirmForm(sent, totp=has_totp(request.user)),
        onward=lambda _taken: reverse("pledges"),
        lead=envelope.round.version.title,
        back_label=_("Receipt of the signature"),
        until=last_moment(envelope),
    )


DECLINE = Act(
    title=gettext_lazy("I do not sign"),
    run=decline_envelope,
    form=ConfirmedReasonForm,
    text=gettext_lazy(
        "Your HR section sees that you do not sign, and your reason. Nothing is signed."
    ),
    button=gettext_lazy("I do not sign"),
    done=gettext_lazy("Recorded: you do not sign. Your HR section sees why."),
    serious=True,
)


@act_view
def decline_page(request, code: str):
    """Say that one will not sign, and why; HR sees both."""
    envelope = own_envelope(request, code)
    if not envelope.is_unsigned:
        return redirect("pledge", code=code)
    return confirmed_page(
        request,
        DECLINE,
        {"envelope": envelope},
        note="method",
        back=reverse("pledge", args=[code]),
        onward=lambda _declined: reverse("pledges"),
        heading=_("Not sign “%(title)s”?") % {"title": envelope.round.version.title},
    )
