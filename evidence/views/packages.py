"""Hand out the offline package of a paper, for the views of the apps that know who may have it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header

from evidence.adapters import vault
from evidence.flows.packages import NotSealedYet, make_package
from evidence.subjects import Subject


def package_response(request, subject: Subject, name: str) -> HttpResponse:
    """The ZIP of `subject` as `name`; 404 while nothing is sealed. The caller asked who may."""
    try:
        data = make_package(subject=subject, by=request.user, at=timezone.now())
    except NotSealedYet:
        raise Http404 from None
    except vault.SealBroken as fault:
        return render(request, "evidence/seal_broken.html", {"fault": fault}, status=503)
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.zip")
    response["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(response)
    return response
