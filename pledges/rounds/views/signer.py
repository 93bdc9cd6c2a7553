"""A member's own pledges: what is due, the signing page, the receipt, the PDF."""

import secrets
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from cms.lib.chain import digest
from evidence.adapters import vault
from evidence.adapters.identity import has_totp
from evidence.queries.consents import consent_of
from evidence.queries.files import sealed_file
from evidence.views.packages import package_response
from evidence.views.signing import Confirmed, Signing, lead, signing_page
from pledges.rounds.engine.document import canonical_text
from pledges.rounds.flows.reading import note_reading
from pledges.rounds.flows.signing import (
    ClausesUnread,
    least_seconds,
    note_failed_confirmation,
    sign_envelope,
    statement,
    view_envelope,
)
from pledges.rounds.flows.takeback import last_moment
from pledges.rounds.forms.signing import SignForm
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.envelopes import changes_since_last, my_envelopes, signature_data
from staff.permissions import POLICY


def own_envelope(request, code: str) -> Envelope:
    envelopes = Envelope.objects.select_related("round__version", "member__organisation")
    return POLICY.get_or_404(request.user, "rounds.sign", envelopes, code=code)


@require_safe
def my_pledges(request):
    member = getattr(request.user, "member", None)
    if member is None:
        raise Http404
    envelopes = list(my_envelopes(member))
    due = [envelope for envelope in envelopes if envelope.is_unsigned and envelope.round.is_open]
    context = {
        "due": sorted(due, key=lambda envelope: envelope.round.due_at),
        "past": [envelope for envelope in envelopes if envelope not in due],
    }
    return render(request, "rounds/my_pledges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request, code: str):
    """The signing page. A signed pledge always leads to its receipt, however often it is sent."""
    at = timezone.now()
    envelope = own_envelope(request, code)
    if envelope.is_unsigned and consent_of(envelope.member) is None:
        return lead(request, f"{reverse('pledge_agreement')}?pledge={code}")
    if request.method != "POST":
        envelope = view_envelope(envelope=envelope, at=at)
    if envelope.is_signed:
        return lead(request, reverse("pledge_receipt", args=[code]))
    if not envelope.is_unsigned:
        return render(request, "rounds/pledge_closed.html", {"envelope": envelope})
    return signing_page(request, _signing(request, envelope, at), at)


def _signing(request, envelope: Envelope, at: datetime) -> Signing:
    """What the signing page needs to know of a pledge."""
    sent = request.POST if request.method == "POST" else None
    first = {"digest": envelope.digest, "request": secrets.token_hex(16)}
    form = SignForm(sent, initial=first, totp=has_totp(request.user))

    def sign(confirmed: Confirmed) -> None:
        values = form.cleaned_data
        sign_envelope(
            envelope=envelope,
            digest=values["digest"],
            drawn=values["drawn"],
            ticks=values["clauses"],
            method=confirmed.method,
            at=at,
            manner=form.manner(envelope, at, confirmed.assertion),
        )

    return Signing(
        form=form,
        statement=statement(envelope=envelope, by=request.user),
        sign=sign,
        note_failure=lambda why: note_failed_confirmation(envelope=envelope, reason=why, at=at),
        receipt=reverse("pledge_receipt", args=[envelope.code]),
        template="rounds/pledge.html",
        context=lambda: _page(envelope, form, at),
        step=lambda: _step(form),
        fields={ClausesUnread.code: "clauses"},
    )


def _step(form: SignForm) -> str:
    reading = {"clauses", "helper_name", "helper_relation", "helper_number"} & set(form.errors)
    if not form.is_bound or reading or form.non_field_errors():
        return "read"
    return "draw" if "drawn" in form.errors else "confirm"


def _page(envelope: Envelope, form: SignForm, at: datetime) -> dict:
    """The text as frozen: now, for what was sent without ever having been opened."""
    if not envelope.digest:
        envelope = view_envelope(envelope=envelope, at=at)
    before, changes = changes_since_last(envelope)
    return {
        "envelope": envelope,
        "clauses": [
            {"number": number, "clause": clause, "ticked": str(number) in form.ticked}
            for number, clause in enumerate(envelope.pledge.clauses, 1)
        ],
        "before": before,
        "changes": changes,
        "least": least_seconds(envelope),
        "consent_digest": digest(envelope.round.version.consent.encode()),
    }


@require_safe
def receipt(request, code: str):
    envelope = own_envelope(request, code)
    if not envelope.is_signed:
        return redirect("pledge", code=code)
    until = last_moment(envelope)
    context = {
        "envelope": envelope,
        "sealed": sealed_file(envelope.subject),
        "data": signature_data(envelope),
        "until": until if until > timezone.now() else None,
    }
    return render(request, "rounds/receipt.html", context)


@require_safe
def pledge_text(request, code: str):
    """The canonical text, whose SHA-256 is the digest on the receipt."""
    envelope = _visible(request, code)
    if envelope.member.user_id != request.user.pk:
        note_reading(envelope=envelope, by=request.user, at=timezone.now(), what="text")
    text = canonical_text(envelope.pledge)
    return _download(text.encode(), "text/plain; charset=utf-8", f"{envelope.number}.txt")


@require_safe
def pledge_pdf(request, code: str):
    """The stored bytes, checked on the way out; for the signer, and for HR within its reach."""
    envelope = _visible(request, code)
    stored = sealed_file(envelope.subject) if envelope.is_sealed else None
    if stored is None:
        raise Http404
    try:
        data = vault.read(stored.path, stored.sha256)
    except vault.SealBroken as fault:
        return render(request, "evidence/seal_broken.html", {"fault": fault}, status=503)
    if envelope.member.user_id != request.user.pk:
        note_reading(envelope=envelope, by=request.user, at=timezone.now())
    return _download(data, "application/pdf", f"{envelope.member_name} {envelope.number}.pdf")


@require_safe
def pledge_package(request, code: str):
    """Everything to check the pledge without this site, for those who may have its PDF."""
    envelope = _visible(request, code)
    return package_response(request, envelope, f"{envelope.member_name} {envelope.number}")


def _visible(request, code: str) -> Envelope:
    envelopes = Envelope.objects.select_related("member").exclude(digest="")
    return POLICY.get_or_404(request.user, "rounds.view_envelope", envelopes, code=code)


def _download(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(response)
    return response
