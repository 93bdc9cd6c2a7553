"""What a check without this site needs: the page for it, and the certificates to compare with."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from evidence.engine.package import pem
from evidence.queries.offline import known_page
from evidence.queries.trust import trust_store


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    add_never_cache_headers(response)
    return response


@login_not_required
@require_safe
def offline_page(request):
    """`verify.html` as of now: it knows every certificate that sealed here so far."""
    page = known_page(trust_store(), timezone.now())
    return _file(page, "text/html; charset=utf-8", "verify.html")


@login_not_required
@require_safe
def certificates(request):
    """The roots and all other certificates, and the lists of revoked ones, as PEM."""
    trust = trust_store()
    blocks = pem("CERTIFICATE", [*trust.roots, *trust.others]) + pem("X509 CRL", trust.crls)
    return _file(blocks, "application/x-pem-file", "certificates.pem")
