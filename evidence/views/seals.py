"""For HR of the whole city: is sealing in good health; change or revoke a certificate."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cms.lib.acts import Act, act_view
from evidence.adapters.readiness import seal_state
from evidence.flows.certificates import revoke_certificate, rotate_seal
from evidence.forms.ceremony import ConfirmedReasonForm
from evidence.forms.seals import RevokeForm
from evidence.models.certificate import SealCertificate
from evidence.queries.seals import certificate_rows, seal_health
from evidence.queries.walks import last_night
from evidence.views.confirming import confirmed_page
from staff.permissions import POLICY


def _require(request) -> None:
    if not POLICY.holds_citywide(request.user, "evidence.keep_seal"):
        raise Http404


@require_safe
def seal_page(request):
    """What was sealed, what waits, and how long each certificate still lives."""
    _require(request)
    now = timezone.now()
    context = {
        "state": seal_state(now),
        "health": seal_health(),
        "night": last_night(now),
        "rows": certificate_rows(now),
        "urls": settings.TIMESTAMP_URLS,
        "demo_clock": settings.TIMESTAMP_DEMO,
        "level": settings.SEAL_LEVEL,
    }
    return render(request, "evidence/desk/seal.html", context)


ROTATE = Act(
    gettext_lazy("Change the certificate"),
    rotate_seal,
    ConfirmedReasonForm,
    text=gettext_lazy(
        "The demo authority makes a new key. With a certificate of your own, the administrators "
        "put the new key file into the settings first. What was sealed before stays trusted."
    ),
    button=gettext_lazy("Change the certificate"),
    done=gettext_lazy("From now on another certificate seals."),
    serious=True,
)
REVOKE = Act(
    gettext_lazy("Revoke the certificate"),
    revoke_certificate,
    form=RevokeForm,
    button=gettext_lazy("Revoke the certificate"),
    done=gettext_lazy("The certificate is revoked."),
    serious=True,
)


@act_view
def seal_rotate(request):
    _require(request)
    heading = _("Change the certificate of the seal?")
    return confirmed_page(request, ROTATE, {}, back=reverse("desk_seal"), heading=heading)


@act_view
def seal_revoke(request, pk: int):
    _require(request)
    certificate = get_object_or_404(SealCertificate, pk=pk, role=SealCertificate.Role.SEAL)
    words = _(
        "%(name)s. A new revocation list is issued at once and nothing more is sealed with this "
        "certificate. Files sealed before show that the certificate was revoked. This cannot be "
        "undone."
    )
    return confirmed_page(
        request,
        REVOKE,
        {"certificate": certificate},
        back=reverse("desk_seal"),
        heading=_("Revoke this certificate?"),
        text=words % {"name": certificate.subject},
    )
