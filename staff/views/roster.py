"""Admin pages of one roster import: upload, preview, apply or discard, codes."""

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from cms.lib.acts import ADMIN_PAGE, Act, NoForm, act_page, act_view
from cms.lib.errors import DomainError
from cms.lib.tables.uploads import UploadRefused
from cms.lib.tables.writing import sheet_response
from staff.flows.roster import (
    Leaving,
    RosterMoved,
    discard_roster,
    preview_roster,
    refresh_roster,
    submit_roster,
    take_codes,
)
from staff.forms.roster import ApplyForm, RosterUploadForm
from staff.models.roster import RosterImport, RosterLine
from staff.models.roster_labels import FIELD_LABELS, explain, value_label
from staff.permissions import POLICY, imports_of
from staff.queries.roster_files import code_sheet, error_sheet, template_sheet

PER_PAGE = 50


def _frame(title: str, *, name: str = "") -> dict:
    """Wagtail's page furniture: the title and the way back."""
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("roster_import:index"), "label": _("Roster imports")},
        {"url": "", "label": name or title},
    ]
    return {"breadcrumbs_items": way, "page_title": title, "header_title": name or title,
            "header_icon": "upload"}  # fmt: skip


def _import(request, token: str) -> RosterImport:
    """One of the administrator's imports, else 404."""
    POLICY.require(request.user, "staff.manage_roster")
    found = imports_of(request.user).select_related("uploaded_by", "applied_by", "job")
    return get_object_or_404(found, token=token)


def upload(request):
    """Choose a file; a readable one leads to its preview."""
    POLICY.require(request.user, "staff.manage_roster")
    form = RosterUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = preview_roster(
                upload=form.cleaned_data["file"], by=request.user, at=timezone.now()
            )
        except UploadRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("roster_import_page", made.token)
    context = {"form": form, **_frame(_("Upload a roster"))}
    return render(request, "staff/admin/roster_upload.html", context)


@require_safe
def template(request):
    """An empty roster with the usual columns."""
    POLICY.require(request.user, "staff.manage_roster")
    return sheet_response(template_sheet(), _("Roster template.xlsx"))


def page(request, token: str):
    """Preview and decision; once applied, what it did."""
    found = _import(request, token)
    form = ApplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _decide(request, found, form)
        if answer is not None:
            return answer
    frame = _frame(_("Roster import"), name=found.file_name)
    if not found.is_open:
        return render(request, "staff/admin/roster_done.html", {"import": found, **frame})
    context = {**_preview(request, found, form), **frame}
    return render(request, "staff/admin/roster_preview.html", context)


def _decide(request, found: RosterImport, form: ApplyForm) -> HttpResponseRedirect | None:
    values = form.cleaned_data
    leaving = Leaving(values["on"], values["reason"]) if values["leavers"] else None
    try:
        done = submit_roster(
            roster_import=found, by=request.user, at=timezone.now(), leaving=leaving
        )
    except RosterMoved as refusal:
        refresh_roster(roster_import=found, by=request.user, at=timezone.now())
        messages.warning(request, str(refusal))
        return redirect("roster_import_page", found.token)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
    if done.job is not None and done.state == RosterImport.State.QUEUED:
        return redirect("job", done.job.token)
    messages.success(request, _("The roster has been applied."))
    return redirect("roster_import_page", found.token)


def _preview(request, found: RosterImport, form: ApplyForm) -> dict:
    parts = [
        {"code": code, "label": label, "count": found.counts.get(code, 0)}
        for code, label in RosterLine.Part.choices
    ]
    filled = [part["code"] for part in parts if part["count"]]
    first = "errors" if "errors" in filled else next(iter(filled), "unchanged")
    part = request.GET.get("part", first)
    lines = Paginator(found.lines.filter(part=part), PER_PAGE).get_page(request.GET.get("p"))
    return {
        "import": found,
        "form": form,
        "parts": parts,
        "part": part,
        "lines": lines,
        "shown": [{"line": line, **_words(line)} for line in lines],
    }


def _words(line: RosterLine) -> dict:
    """Codes to words, in the reader's language."""
    detail = line.detail
    if line.part == RosterLine.Part.ERRORS:
        problem, remedy = explain(detail["code"], detail["params"])
        column = detail["title"] or str(FIELD_LABELS.get(detail["field"], ""))
        return {"problem": problem, "remedy": remedy, "column": column}
    return {
        "differences": [
            {
                "field": FIELD_LABELS[field],
                "before": value_label(field, before),
                "after": value_label(field, after),
            }
            for field, before, after in detail["changes"]
        ]
    }


DISCARD = Act(
    title=gettext_lazy("Discard the file"),
    run=lambda at, **values: discard_roster(**values),
    form=NoForm,
    button=gettext_lazy("Discard the file"),
    done=gettext_lazy("The file has been discarded; the roster is as it was."),
    serious=True,
    template=ADMIN_PAGE,
)


@act_view
def discard(request, token: str):
    """Throw an upload away before it is applied."""
    found = _import(request, token)
    return act_page(
        request,
        DISCARD,
        {"roster_import": found},
        back=reverse("roster_import_page", args=[token]),
        onward=lambda _discarded: reverse("roster_import:index"),
        **_frame(_("Discard the file"), name=found.file_name),
    )


@require_safe
def errors(request, token: str):
    """The file's own rows that have mistakes, with what is wrong and what to do."""
    found = _import(request, token)
    if not found.is_open or not found.counts["errors"]:
        return redirect("roster_import_page", token)
    return sheet_response(error_sheet(found), _("Errors of %(file)s.xlsx") % {"file": _stem(found)})


@require_POST
@never_cache
def codes(request, token: str):
    """Activation codes of the joiners, once."""
    found = _import(request, token)
    try:
        pairs = take_codes(roster_import=found, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("roster_import_page", token)
    data = code_sheet(
        pairs,
        by=request.user,
        at=timezone.now(),
        address=request.build_absolute_uri(reverse("staff:activate")),
    )
    return sheet_response(data, _("Activation codes of %(file)s.xlsx") % {"file": _stem(found)})


def _stem(found: RosterImport) -> str:
    return found.file_name.rpartition(".")[0] or found.file_name
