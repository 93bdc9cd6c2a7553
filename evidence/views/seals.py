"""For HR of the whole city: is sealing in good health; change or revoke a certificate."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.lib.errors import DomainError
from evidence.adapters.readiness import seal_state
from evidence.flows.certificates import revoke_certificate, rotate_seal
from evidence.forms.seals import RevokeForm, RotateForm
from evidence.models.certificate import SealCertificate
from evidence.queries.seals import seal_health, warning_of
from staff.permissions import POLICY


def _require(request) -> None:
    if not POLICY.holds_citywide(request.user, "evidence.keep_seal"):
        raise Http404


@require_safe
def seal_page(request):
    """What was sealed, what waits, and how long each certificate still lives."""
    _require(request)
    now = timezone.now()
    rows = [
        (certificate, warning_of(certificate, now), certificate.days_left(now))
        for certificate in SealCertificate.objects.select_related("ended_by", "revoked_by")
    ]
    context = {
        "state": seal_state(now),
        "health": seal_health(),
        "rows": rows,
        "urls": settings.TIMESTAMP_URLS,
        "demo_clock": settings.TIMESTAMP_DEMO,
        "level": settings.SEAL_LEVEL,
    }
    return render(request, "evidence/desk/seal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def seal_rotate(request):
    _require(request)
    form = RotateForm(request.POST or None)
    if form.is_valid():
        try:
            rotate_seal(by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("From now on another certificate seals."))
            return redirect("desk_seal")
    status = 422 if form.errors else 200
    return render(request, "evidence/desk/seal_rotate.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def seal_revoke(request, pk: int):
    _require(request)
    certificate = get_object_or_404(SealCertificate, pk=pk, role=SealCertificate.Role.SEAL)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            revoke_certificate(
                certificate=certificate,
                by=request.user,
                reason=form.cleaned_data["reason"],
                compromised=form.cleaned_data["compromised"],
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The certificate is revoked."))
            return redirect("desk_seal")
    context = {"form": form, "certificate": certificate}
    status = 422 if form.errors else 200
    return render(request, "evidence/desk/seal_revoke.html", context, status=status)
