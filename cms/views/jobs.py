"""Progress and result of a long job, for the person who asked for it only."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.flows.jobs import RESULT_KEPT
from cms.lends import STILL_MAY
from cms.models.jobs import Job


@require_safe
def jobs(request):
    """What this person asked for, newest first: to come back to later."""
    mine = Job.objects.filter(requested_by=request.user).order_by("-pk")
    return render(
        request, "jobs.html", {"page": Paginator(mine, 20).get_page(request.GET.get("page"))}
    )


def _own(request, token: str) -> Job:
    """An export does not outlive the role: what was made by a right is there while it lasts."""
    found = get_object_or_404(Job, token=token, requested_by=request.user)
    if not all(may(request.user, found) for may in STILL_MAY):
        raise Http404
    return found


@require_safe
def job(request, token: str):
    found = _own(request, token)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"state": found.state, "done": found.done, "total": found.total})
    return render(request, "job.html", {"job": found})


@require_safe
def job_result(request, token: str):
    found = _own(request, token)
    if found.state != Job.State.DONE or not found.result:
        raise Http404
    ended = found.finished_at
    if ended is not None and timezone.now() - ended > RESULT_KEPT:  # before the file is dropped
        raise Http404
    return FileResponse(found.result.open("rb"), as_attachment=True, filename=found.result_name)
