"""What HR and inspectors take away of a round: register, ZIP, binder. Each leaves a trace."""

from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from cms.flows.jobs import enqueue
from cms.lib.tables.writing import sheet_response
from pledges.rounds.flows.exports import export_register
from pledges.rounds.flows.parcels import pack_round
from pledges.rounds.views.desk import find_place, find_round

DIRECT_MOST = 2_000  # files; more are packed in the background


@require_safe
def round_register(request, pk: int):
    """The register of the chosen unit as an official spreadsheet."""
    round_ = find_round(request, pk)
    place = find_place(request, round_)
    exported = export_register(
        round_=round_,
        envelopes=place.envelopes,
        unit=place.unit,
        by=request.user,
        at=timezone.now(),
    )
    return sheet_response(exported.data, exported.name)


@require_POST
def round_zip(request, pk: int):
    """The ZIP in the background: a page with its progress, then a link that expires."""
    return _in_background(request, pk, "rounds.export_round")


@require_POST
def round_binder(request, pk: int):
    return _in_background(request, pk, "rounds.bind_round")


def _in_background(request, pk: int, task: str):
    round_ = find_round(request, pk)
    place = find_place(request, round_)
    job = enqueue(task, requested_by=request.user, round_id=round_.pk, unit=place.unit.code)
    return redirect("job", token=job.token)


@require_POST
def round_zip_now(request, pk: int):
    """The ZIP at once, made while it is sent; the browser knows its length and shows progress."""
    round_ = find_round(request, pk)
    place = find_place(request, round_)
    if place.envelopes.filter(signed_at__isnull=False).count() > DIRECT_MOST:
        return _in_background(request, pk, "rounds.export_round")
    parcel = pack_round(
        round_=round_,
        envelopes=place.envelopes,
        by=request.user,
        at=timezone.now(),
        unit=place.unit.name,
    )
    response = StreamingHttpResponse(parcel, content_type="application/zip")
    name = f"{round_.title} {place.unit.name}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Length"] = len(parcel)
    response["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(response)
    return response
