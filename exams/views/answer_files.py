"""Loading a candidate's answer file, on the page of the attempt it belongs to."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cms.lib.errors import DomainError
from exams.flows.answer_files import Loaded, load_answer_file
from exams.forms.organise import AnswerFileForm
from exams.models.attempt import Attempt
from exams.models.sitting import Sitting
from exams.queries.runs import undecided_late
from staff.permissions import POLICY


def _attempt(request, pk: int, staff_number: str) -> Attempt:
    """The latest attempt of this candidate, for whoever organises the sitting."""
    sittings = Sitting.objects.select_related("exam")
    sitting = POLICY.get_or_404(request.user, "exams.organise_sitting", sittings, pk=pk)
    rows = Attempt.objects.filter(sitting=sitting, member__staff_number=staff_number)
    attempt = rows.select_related("sitting", "member__organisation").order_by("-number").first()
    if attempt is None:
        raise Http404
    return attempt


@require_http_methods(["GET", "HEAD", "POST"])
def load(request, pk: int, staff_number: str):
    attempt = _attempt(request, pk, staff_number)
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            loaded = load_answer_file(
                attempt=attempt,
                data=form.cleaned_data["data"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, loaded)
            if undecided_late(attempt.pk).exists():
                return redirect("desk_exam_act", pk, staff_number, "late")
            return redirect("desk_exam_live", pk=pk)
    context = {"attempt": attempt, "sitting": attempt.sitting, "form": form}
    status = 422 if form.errors else 200
    return render(request, "exams/desk/answer_file.html", context, status=status)


def _tell(request, loaded: Loaded) -> None:
    if loaded.fresh:
        words = ngettext(
            "%(n)d answer is new and waits for your decision.",
            "%(n)d answers are new and wait for your decision.",
            loaded.fresh,
        )
        messages.success(request, words % {"n": loaded.fresh})
    else:
        messages.info(request, _("The file held nothing that the server does not have already."))
    if loaded.contradicted:
        words = _(
            "Left out: for items %(items)s the server holds other answers under the same numbers."
        )
        items = ", ".join(str(position) for position in loaded.contradicted)
        messages.warning(request, words % {"items": items})
