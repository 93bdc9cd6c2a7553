"""The public check: what a code belongs to, and what a file proves."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cms.lib.bounded import Busy
from cms.lib.errors import DomainError
from evidence.adapters.throttle import may_verify
from evidence.engine.codes import BadCode, parse_code
from evidence.forms.verify import CodeForm, FileForm
from evidence.queries.files import sealed_file
from evidence.queries.subjects import signed_subject
from evidence.queries.verification import check_code, check_file
from evidence.queries.walks import last_night
from evidence.subjects import Subject, kind_of


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Type a code, or give a file: a sealed file is found by its digest alone."""
    if request.method != "POST":
        code = request.GET.get("code")
        form = CodeForm(request.GET if code is not None else None)
        if form.is_valid():
            return redirect("verify_code", code=form.cleaned_data["code"])
        return _page(request, {"form": form, "file_form": FileForm()})
    if not may_verify(request):
        return render(request, "429.html", status=429)
    file_form, verdict = _judge(request, None)
    context = {"form": CodeForm(), "file_form": file_form, "verdict": verdict}
    if verdict is not None and verdict.subject is not None:
        context |= _facts(verdict.subject)
    status = 422 if file_form.errors else 200
    return _page(request, context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_code(request, code: str):
    """What the code stands for and whether it still counts; with a file, what that proves."""
    if not may_verify(request):
        return render(request, "429.html", status=429)
    subject = _signed(code)
    if subject is None:
        context = {"form": CodeForm(), "file_form": FileForm(), "missing": code}
        return _page(request, context, status=404)
    if subject.code != code:
        return redirect("verify_code", code=subject.code)
    file_form, verdict = FileForm(), None
    if request.method == "POST":
        file_form, verdict = _judge(request, subject)
    if verdict is None and not (file_form.is_bound and file_form.errors):
        verdict = check_code(subject=subject, at=timezone.now())
    context = {"file_form": file_form, "verdict": verdict, **_facts(subject)}
    status = 422 if file_form.errors else 200
    return _page(request, context, template="evidence/verify_code.html", status=status)


def _page(request, context: dict, *, template: str = "evidence/verify.html", status: int = 200):
    """With the date of the last nightly check."""
    night = {"night": last_night(timezone.now())}
    return render(request, template, context | night, status=status)


def _signed(code: str) -> Subject | None:
    """What was signed under a code. None for everything else, what is unsigned included."""
    try:
        return signed_subject(parse_code(code))
    except BadCode:
        return None


def _judge(request, subject: Subject | None):
    """(form, verdict): a refusal stands on the form."""
    form = FileForm(request.POST, request.FILES)
    if subject is not None and sealed_file(subject.subject) is None:
        return FileForm(), None
    if not form.is_valid():
        return form, None
    try:
        file = form.cleaned_data["file"]
        return form, check_file(file=file, subject=subject, at=timezone.now())
    except Busy:
        raise
    except DomainError as refusal:
        form.add_error("file", str(refusal))
        return form, None


def _facts(subject: Subject) -> dict:
    """What the public may know of it, and whether there is a file to compare with."""
    show = kind_of(subject.subject).facts
    facts = show(subject, timezone.now()) if show else None
    return {"subject": subject, "sealed": sealed_file(subject.subject), "facts": facts}
