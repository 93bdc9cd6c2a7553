"""A sitting on paper: forms to print, sheets to key in, two people for each."""

import secrets

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cms.flows.jobs import enqueue
from cms.lib.acts import Act, act_page, act_view, sent
from cms.lib.errors import DomainError
from exams.engine.printed import as_written
from exams.flows.keying import key_in, make_forms
from exams.flows.printing import PARTS
from exams.forms.organise import FormsForm, SheetFilter, SheetForm
from exams.models.printed import PrintedForm
from exams.models.sitting import Registration, Sitting
from exams.queries.printed import entry_of_other, lines_of, sheet_rows
from staff.permissions import POLICY

PAGE = 50


ORGANISE, KEY = "exams.organise_sitting", "exams.key_sheet"


def _sitting(request, pk: int, action: str = KEY) -> Sitting:
    rows = Sitting.objects.select_related("exam", "paper")
    return POLICY.get_or_404(request.user, action, rows, pk=pk)


MAKE = Act(
    title=gettext_lazy("Make forms A and B"),
    run=lambda by, **values: make_forms(user=by, **values),
    form=FormsForm,
    text=gettext_lazy(
        "For a place without network. Both forms have the same items in another order. Once made "
        "they stay as they are, and the paper of the sitting is fixed."
    ),
    button=gettext_lazy("Make the forms"),
    done=gettext_lazy("Forms A and B are ready to be printed."),
)


@act_view
def overview(request, pk: int):
    """Make the forms; then print them, and see how far the sheets are."""
    sitting = _sitting(request, pk, ORGANISE if request.method == "POST" else KEY)
    printed = list(sitting.printed_forms.select_related("by"))
    organises = POLICY.may(request.user, ORGANISE, sitting)
    if request.method == "POST" or (organises and not printed):
        return _make(request, sitting)
    chosen = SheetFilter(request.GET)
    values = chosen.cleaned_data if chosen.is_valid() else {}
    rows = sheet_rows(sitting, words=values.get("q", ""), sheet=values.get("sheet", ""))
    context = {
        "sitting": sitting,
        "organises": organises,
        "printed": printed,
        "filter": chosen,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "exams/desk/paper.html", context)


def _make(request, sitting: Sitting):
    initial = {"seed": secrets.randbelow(900_000) + 100_000}
    return act_page(
        request,
        MAKE,
        {"sitting": sitting},
        back=reverse("desk_exam_live", args=[sitting.pk]),
        form=FormsForm(**sent(request), initial=initial),
        onward=lambda _forms: reverse("desk_exam_paper", args=[sitting.pk]),
        lead=sitting.title,
        back_label=_("Invigilation"),
    )


@require_POST
def print_part(request, pk: int):
    """Ask for a PDF; it is made in the background and kept on the page of the job."""
    sitting = _sitting(request, pk, ORGANISE)
    part = request.POST.get("part", PARTS[0])
    if part not in PARTS:
        raise Http404
    job = enqueue("exams.print_part", requested_by=request.user, sitting_id=sitting.pk, part=part)
    return redirect("job", token=job.token)


@require_http_methods(["GET", "HEAD", "POST"])
def key(request, pk: int, staff_number: str, letter: str):
    """Key in one sheet, or confirm what another person has keyed in."""
    sitting = _sitting(request, pk)
    printed = get_object_or_404(
        PrintedForm.objects.select_related("sitting__paper"), sitting=sitting, letter=letter
    )
    rows = Registration.objects.filter(sitting=sitting).select_related("member__organisation")
    member = get_object_or_404(rows, member__staff_number=staff_number).member
    other = entry_of_other(sitting=sitting, member=member, user=request.user)
    same = other if other and other.form_id == printed.pk else None
    posted = request.POST if request.method == "POST" else None
    form = SheetForm(posted, lines=lines_of(printed))
    differs: tuple[int, ...] = ()
    answers = None
    if same and "confirm" in request.POST:
        answers = same.answers
    elif form.is_valid():
        answers = form.answers()
    if answers is not None:
        try:
            done = key_in(
                form=printed, member=member, answers=answers, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            if not done.differs:
                messages.success(request, _said(done))
                return redirect("desk_exam_paper", pk=pk)
            differs = done.differs
    context = {
        "sitting": sitting,
        "member": member,
        "printed": printed,
        "form": form,
        "other": other,
        "compared": _compared(form, same, differs),
        "confirmable": _in_words(form, same) if same and posted is None else [],
    }
    status = 422 if form.is_bound and (form.errors or differs) else 200
    return render(request, "exams/desk/key.html", context, status=status)


def _said(done) -> str:
    if done.attempt:
        return _("Two people agree: the sheet is handed in and will be scored.")
    return _("Kept. Now a second person keys it in or confirms it.")


def _in_words(form: SheetForm, entry) -> list[tuple[int, str]]:
    pairs = zip(form.lines, entry.answers, strict=True)
    return [(line.number, as_written(line.row.kind, answer) or "–") for line, answer in pairs]


def _compared(form: SheetForm, entry, numbers) -> list[tuple[int, str, str]]:
    """(number, the other's answer, mine) wherever they differ."""
    if not entry or not numbers:
        return []
    theirs, typed = dict(_in_words(form, entry)), form.answers()
    kinds = [line.row.kind for line in form.lines]
    return [(n, theirs[n], as_written(kinds[n - 1], typed[n - 1]) or "–") for n in numbers]
