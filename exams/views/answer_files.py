"""Loading a candidate's answer file, on the page of the attempt it belongs to."""

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.lib.acts import Act, act_page, act_view
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


def _loaded(loaded: Loaded) -> str:
    if not loaded.fresh:
        return _("The file held nothing that the server does not have already.")
    words = ngettext(
        "%(n)d answer is new and waits for your decision.",
        "%(n)d answers are new and wait for your decision.",
        loaded.fresh,
    )
    return words % {"n": loaded.fresh}


def _load(*, attempt: Attempt, data: bytes, reason: str, by, at, **_brought) -> Loaded:
    return load_answer_file(attempt=attempt, data=data, reason=reason, by=by, at=at)


LOAD = Act(
    gettext_lazy("Load an answer file"),
    _load,
    AnswerFileForm,
    gettext_lazy(
        "For answers that could not be sent from the candidate's phone. Only the file of this "
        "attempt can be loaded, whole and unchanged. Nothing counts by loading: you decide about "
        "the answers on the next page. Loading a file twice does no harm."
    ),
    gettext_lazy("Load the file"),
    _loaded,
    template="exams/desk/answer_file.html",
)


@act_view
def load(request, pk: int, staff_number: str):
    attempt = _attempt(request, pk, staff_number)
    live = reverse("desk_exam_live", args=[pk])

    def onward(loaded: Loaded) -> str:
        if loaded.contradicted:
            _warn(request, loaded)
        if undecided_late(attempt.pk).exists():
            return reverse("desk_exam_act", args=[pk, staff_number, "late"])
        return live

    return act_page(
        request,
        LOAD,
        {"attempt": attempt},
        back=live,
        onward=onward,
        attempt=attempt,
        back_label=attempt.sitting.title,
    )


def _warn(request, loaded: Loaded) -> None:
    words = _(
        "Left out: for items %(items)s the server holds other answers under the same numbers."
    )
    items = ", ".join(str(position) for position in loaded.contradicted)
    messages.warning(request, words % {"items": items})
