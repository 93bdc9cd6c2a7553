"""A member's own declaration of near relatives: one screen at a time, then read and sign."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.lib.errors import DomainError
from evidence.adapters.identity import has_totp
from evidence.views.signing import Confirmed, Signing, ask_passkey, lead, signing_page
from pledges.kinship.engine.declaration import changes
from pledges.kinship.flows.declarations import (
    RELATIVE_FIELDS,
    Incomplete,
    freeze_words,
    keep_typed,
    note_failed_confirmation,
    remove_relative,
    sign_declaration,
    start_declaration,
    statement,
    typed_of,
    write_head,
    write_relative,
)
from pledges.kinship.forms.declaration import HeadForm, RelativeForm, SignDeclarationForm
from pledges.kinship.models.declaration import NearRelative, NearRelativeDeclaration
from pledges.kinship.queries.relatives import duty_of, lines_of, words_of
from staff.permissions import POLICY

RELATIVE_FIELD_OF = {"same_relative": "id_number", "not_yourself": "id_number"}
YES_NO = {True: "yes", False: "no", None: ""}
KEPT = (*RELATIVE_FIELDS, "category", "phone", "has_relatives")


def _own(request, code: str) -> NearRelativeDeclaration:
    rows = NearRelativeDeclaration.objects.select_related("member", "renews")
    return POLICY.get_or_404(request.user, "kinship.declare", rows, code=code)


def _member(request):
    member = getattr(request.user, "member", None)
    if member is None:
        raise Http404
    return member


@require_safe
def declarations(request):
    """What is due, the draft, and what was declared before."""
    member = _member(request)
    mine = member.declarations.prefetch_related("steps")
    context = {
        "duty": duty_of(member),
        "today": timezone.localdate(),
        "draft": mine.drafts().first(),
        "past": mine.signed(),
        "current": mine.current().first(),
    }
    return render(request, "kinship/declaration/mine.html", context)


@require_POST
def declaration_start(request):
    draft = start_declaration(member=_member(request), at=timezone.now())
    return redirect("declaration_about", code=draft.code)


@never_cache
@require_safe
def declaration(request, code: str):
    """What was signed, for the declarer; a draft leads to its form."""
    found = _own(request, code)
    if found.is_draft:
        return redirect("declaration_about", code=code)
    context = {
        "declaration": found,
        "relatives": found.relatives.all(),
        "relations": words_of("relation"),
        "aids": words_of("aid"),
        "steps": found.steps.all(),
        "signature": found.signature,
    }
    return render(request, "kinship/declaration/receipt.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declaration_about(request, code: str):
    draft = _own(request, code)
    if not draft.is_draft:
        return redirect("declaration", code=code)
    start = {
        "category": draft.category,
        "phone": draft.phone,
        "has_relatives": YES_NO[draft.has_relatives],
    }
    form = HeadForm(request.POST or None, initial=start | typed_of(draft, "about"))
    if form.is_valid():
        draft = write_head(declaration=draft, **form.cleaned_data)
        if draft.has_relatives:
            return redirect("declaration_relatives", code=code)
        return redirect("declaration_sign", code=code)
    status = 422 if form.errors else 200
    context = {"declaration": draft, "form": form, "step": "about"}
    return render(request, "kinship/declaration/about.html", context, status=status)


@never_cache
@require_safe
def declaration_relatives(request, code: str):
    """Who is entered so far."""
    draft = _own(request, code)
    if not draft.is_draft:
        return redirect("declaration", code=code)
    context = {
        "declaration": draft,
        "relatives": draft.relatives.all(),
        "relations": words_of("relation"),
        "aids": words_of("aid"),
        "half": typed_of(draft, "relative-new"),
        "step": "relatives",
    }
    return render(request, "kinship/declaration/relatives.html", context)


def _start_values(row: NearRelative | None) -> dict:
    if row is None:
        return {}
    values = {name: getattr(row, name) for name in RELATIVE_FIELDS}
    return values | {"took_part": YES_NO[row.took_part]}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declaration_relative(request, code: str, position: int = 0):
    """One relative; without a position a new one."""
    draft = _own(request, code)
    if not draft.is_draft:
        return redirect("declaration", code=code)
    row = draft.relatives.filter(position=position).first() if position else None
    if position and row is None:
        raise Http404
    step = f"relative-{position or 'new'}"
    start = _start_values(row) | typed_of(draft, step)
    form = RelativeForm(request.POST or None, initial=start)
    if form.is_valid() and _write(draft, form, position or None):
        messages.success(request, _("Saved."))
        return redirect("declaration_relatives", code=code)
    status = 422 if form.errors else 200
    context = {"declaration": draft, "form": form, "row": row, "kept": step, "step": "relatives"}
    return render(request, "kinship/declaration/relative.html", context, status=status)


def _write(draft: NearRelativeDeclaration, form: RelativeForm, position: int | None) -> bool:
    try:
        write_relative(declaration=draft, values=form.values, position=position)
    except DomainError as refusal:
        form.add_error(RELATIVE_FIELD_OF.get(refusal.code), str(refusal))
        return False
    return True


@require_POST
def declaration_remove(request, code: str, position: int):
    draft = _own(request, code)
    try:
        remove_relative(declaration=draft, position=position)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("declaration", code=code)
    messages.success(request, _("Taken off."))
    return redirect("declaration_relatives", code=code)


@never_cache
@require_POST
def declaration_keep(request, code: str):
    """What is half typed, sent by the page as one types; nothing of it is checked yet."""
    draft = _own(request, code)
    step = request.POST.get("step", "")[:20]
    values = {name: request.POST[name][:200] for name in KEPT if name in request.POST}
    try:
        keep_typed(declaration=draft, step=step, values=values)
    except DomainError:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


# --- Signing


@require_POST
def declaration_challenge(request, code: str):
    """What a passkey is asked to sign: the digest of these words, who, when, and a nonce."""
    words = statement(declaration=_own(request, code), by=request.user)
    return ask_passkey(request, words, timezone.now())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declaration_sign(request, code: str):
    """Read and sign. What is signed always leads to its receipt, however often it is sent."""
    at = timezone.now()
    draft = _own(request, code)
    if not draft.is_draft:
        return lead(request, reverse("declaration", args=[code]))
    if request.method != "POST":
        try:
            draft = freeze_words(declaration=draft)
        except Incomplete as refusal:
            messages.warning(request, str(refusal))
            there = "declaration_relatives" if draft.has_relatives else "declaration_about"
            return redirect(there, code=code)
    return signing_page(request, _signing(request, draft, at), at)


def _signing(request, draft: NearRelativeDeclaration, at: datetime) -> Signing:
    """What the signing page needs to know of a declaration."""
    form = SignDeclarationForm(
        request.POST if request.method == "POST" else None,
        initial={"digest": draft.digest},
        totp=has_totp(request.user),
        renews=draft.renews is not None,
    )

    def sign(confirmed: Confirmed) -> None:
        sign_declaration(
            declaration=draft,
            digest=form.cleaned_data["digest"],
            drawn=form.cleaned_data["drawn"],
            method=confirmed.method,
            assertion=confirmed.assertion,
            at=at,
        )

    return Signing(
        form=form,
        statement=statement(declaration=draft, by=request.user),
        sign=sign,
        note_failure=lambda why: note_failed_confirmation(declaration=draft, reason=why, at=at),
        receipt=reverse("declaration", args=[draft.code]),
        template="kinship/declaration/sign.html",
        context=lambda: _page(draft),
        step=lambda: "sign",
    )


def _page(draft: NearRelativeDeclaration) -> dict:
    """The words as frozen, and what is new in them."""
    return {
        "declaration": draft,
        "lines": draft.text.splitlines(),
        "changes": changes(lines_of(draft.renews), lines_of(draft)) if draft.renews else (),
    }
