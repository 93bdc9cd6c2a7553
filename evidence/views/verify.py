"""The public check: what a code belongs to, and what a file proves."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cms.lib.bounded import Busy
from cms.lib.errors import DomainError
from evidence.adapters.throttle import may_verify
from evidence.engine.codes import BadCode, parse_code
from evidence.forms.verify import MOST_FILES, CodeForm, FileForm
from evidence.queries.files import sealed_file
from evidence.queries.offline import authorities, seals
from evidence.queries.subjects import signed_subject
from evidence.queries.verification import Verdict, check_code, check_file
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
        context = {"form": form, "file_form": FileForm(), **_offline()}
        return _page(request, context)
    if not _may(request):
        return render(request, "429.html", status=429)
    file_form, judged = _judge(request, None)
    context = {"form": CodeForm(), "file_form": file_form, **_first(judged), **_offline()}
    if len(judged) == 1 and judged[0].verdict.subject is not None:
        context |= _facts(judged[0].verdict.subject)
    status = 422 if file_form.errors else 200
    return _page(request, context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_code(request, code: str):
    """What the code stands for and whether it still counts; with a file, what that proves."""
    if not _may(request):
        return render(request, "429.html", status=429)
    subject = _signed(code)
    if subject is None:
        context = {"form": CodeForm(), "file_form": FileForm(), "missing": code, **_offline()}
        return _page(request, context, status=404)
    if subject.code != code:
        return redirect("verify_code", code=subject.code)
    file_form, judged = FileForm(), []
    if request.method == "POST":
        file_form, judged = _judge(request, subject)
    if not judged and not (file_form.is_bound and file_form.errors):
        judged = [Judged("", check_code(subject=subject, at=timezone.now()))]
    context = {"file_form": file_form, **_first(judged), **_facts(subject)}
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


@dataclass(frozen=True)
class Judged:
    """An answer, and the name of the file that it is about; "" for a code."""

    name: str
    verdict: Verdict


def _may(request) -> bool:
    """Whether this address may check as much as it asks for; each file counts."""
    count = max(1, len(request.FILES.getlist("file")))
    return all([may_verify(request) for _n in range(min(count, MOST_FILES))])


def _first(judged: list[Judged]) -> dict:
    """The answer of one file as before; of several, each with its name."""
    if len(judged) > 1:
        return {"verdict": None, "judged": judged}
    return {"verdict": judged[0].verdict if judged else None, "judged": judged}


def _judge(request, subject: Subject | None) -> tuple[FileForm, list[Judged]]:
    """(form, answers): a refusal stands on the form, under the name of its file."""
    form = FileForm(request.POST, request.FILES)
    if subject is not None and sealed_file(subject.subject) is None:
        return FileForm(), []
    if not form.is_valid():
        return form, []
    judged, files = [], form.cleaned_data["file"]
    for file in files:
        try:
            verdict = check_file(file=file, subject=subject, at=timezone.now())
        except Busy:
            raise
        except DomainError as refusal:
            form.add_error("file", f"{file.name}: {refusal}" if files[1:] else str(refusal))
        else:
            judged.append(Judged(file.name, verdict))
    return form, judged


def _offline() -> dict:
    """What a check without this site is compared with."""
    return {"authorities": authorities(), "seals": seals()}


def _facts(subject: Subject) -> dict:
    """What the public may know of it, and whether there is a file to compare with."""
    show = kind_of(subject.subject).facts
    facts = show(subject, timezone.now()) if show else None
    return {"subject": subject, "sealed": sealed_file(subject.subject), "facts": facts}
