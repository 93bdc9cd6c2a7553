"""A member's own pledges: what is due, the signing page, the receipt, the PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from cms.lib.errors import DomainError
from pledges.adapters import vault
from pledges.adapters.identity import LockedOut, WrongPassword, confirm_password
from pledges.engine.document import canonical_text
from pledges.flows.signing import sign_envelope, view_envelope
from pledges.forms.signing import SignForm
from pledges.models.envelope import Envelope
from pledges.permissions import POLICY
from pledges.queries import my_envelopes

FIELD_OF = {
    "signature_refused": "drawn",
    "clauses_unread": "clauses",
    WrongPassword.code: "password",
    LockedOut.code: "password",
}


def _own(request, code: str) -> Envelope:
    envelopes = Envelope.objects.select_related("round__version", "member__organisation")
    return POLICY.get_or_404(request.user, "pledges.sign", envelopes, code=code)


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
    return render(request, "pledges/my_pledges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request, code: str):
    """The signing page. A signed pledge always leads to its receipt, however often it is sent."""
    at = timezone.now()
    envelope = view_envelope(envelope=_own(request, code), at=at)
    if envelope.is_signed:
        return redirect("pledge_receipt", code=code)
    if not envelope.is_unsigned:
        return render(request, "pledges/pledge_closed.html", {"envelope": envelope})
    sent = request.POST if request.method == "POST" else None
    form = SignForm(sent, envelope=envelope, initial={"digest": envelope.digest})
    if form.is_valid() and _sign(request, envelope, form, at):
        return redirect("pledge_receipt", code=code)
    status = 422 if form.errors else 200
    return render(request, "pledges/pledge.html", _page(envelope, form), status=status)


def _sign(request, envelope: Envelope, form: SignForm, at) -> bool:
    """Whether the pledge is signed now; a refusal stands on the form."""
    values = form.cleaned_data
    try:
        method = confirm_password(request, values["password"])
        sign_envelope(
            envelope=envelope,
            digest=values["digest"],
            drawn=values["drawn"],
            ticks=values["clauses"],
            method=method,
            at=at,
        )
    except DomainError as refusal:
        form.add_error(FIELD_OF.get(refusal.code), str(refusal))
        return False
    return True


def _page(envelope: Envelope, form: SignForm) -> dict:
    """The text as frozen; the first step that has something to mend."""
    clauses = [
        {"number": number, "clause": clause, "ticked": str(number) in form.ticked}
        for number, clause in enumerate(envelope.pledge.clauses, 1)
    ]
    step = "read"
    if form.is_bound and "clauses" not in form.errors and not form.non_field_errors():
        step = "draw" if "drawn" in form.errors else "confirm"
    return {"envelope": envelope, "form": form, "clauses": clauses, "step": step}


@require_safe
def receipt(request, code: str):
    envelope = _own(request, code)
    if not envelope.is_signed:
        return redirect("pledge", code=code)
    context = {"envelope": envelope, "sealed": getattr(envelope, "sealed", None)}
    return render(request, "pledges/receipt.html", context)


@require_safe
def pledge_text(request, code: str):
    """The canonical text, whose SHA-256 is the digest on the receipt."""
    envelope = _visible(request, code)
    text = canonical_text(envelope.pledge)
    return _download(text.encode(), "text/plain; charset=utf-8", f"{envelope.number}.txt")


@require_safe
def pledge_pdf(request, code: str):
    """The stored bytes, checked on the way out; for the signer, and for HR within its reach."""
    envelope = _visible(request, code)
    if not envelope.is_sealed:
        raise Http404
    try:
        data = vault.read(envelope.sealed.path, envelope.sealed.sha256)
    except vault.SealBroken as fault:
        return render(request, "pledges/seal_broken.html", {"fault": fault}, status=503)
    return _download(data, "application/pdf", f"{envelope.member_name} {envelope.number}.pdf")


def _visible(request, code: str) -> Envelope:
    envelopes = Envelope.objects.select_related("sealed").exclude(digest="")
    return POLICY.get_or_404(request.user, "pledges.view_envelope", envelopes, code=code)


def _download(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(response)
    return response
