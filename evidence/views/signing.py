"""One page to read, draw, confirm and sign on, whatever is signed there.

An app lends its form, its flow and its page; who is at the keyboard is confirmed here, what the
flow refuses is put to its field, and a signature leads to its receipt.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from cms.lib.errors import DomainError
from evidence.adapters.identity import LockedOut, WrongCode, WrongPassword, confirm_person
from evidence.adapters.passkey import PASSKEY, PasskeyRefused, begin, confirm, has_passkey
from evidence.forms.ceremony import SigningForm

NOT_CONFIRMED = (WrongPassword, WrongCode, LockedOut, PasskeyRefused)
FIELD_OF = {
    WrongPassword.code: "password",
    LockedOut.code: "password",
    WrongCode.code: "code",
}


@dataclass(frozen=True)
class Confirmed:
    """How the person was confirmed a moment ago and, of a passkey, its signature."""

    method: str
    assertion: dict | None = None


@dataclass(frozen=True)
class Signing:
    """What an app lends to the page."""

    form: SigningForm
    statement: dict  # what a passkey signs, besides time and nonce
    sign: Callable[[Confirmed], object]  # the one flow
    note_failure: Callable[[str], object]  # writes down that nobody could be confirmed
    receipt: str  # address
    template: str
    context: Callable[[], dict]
    step: Callable[[], str]  # the part of the page that has something to mend
    fields: Mapping[str, str] = field(default_factory=dict)  # codes of the app's own refusals


def signing_page(request, signing: Signing, at: datetime) -> HttpResponse:
    """Show the page or take the signature. A page that sends by script gets its answer as JSON."""
    form = signing.form
    if form.is_valid() and _sign(request, signing):
        return lead(request, signing.receipt)
    if form.errors and _wants_json(request):
        return JsonResponse({"errors": _errors(form), "step": signing.step()}, status=422)
    context = {
        "form": form,
        "step": signing.step(),
        "passkey": has_passkey(request.user),
        "now": at,
        **signing.context(),
    }
    return render(request, signing.template, context, status=422 if form.errors else 200)


def lead(request, url: str) -> HttpResponse:
    """To another page: as a redirect, or as an answer to the page's own script."""
    return JsonResponse({"next": url}) if _wants_json(request) else redirect(url)


def ask_passkey(request, statement: dict, at: datetime) -> JsonResponse:
    """What a passkey is asked to sign: the statement, when, and a nonce."""
    words = statement | {"at": at.isoformat(), "nonce": secrets.token_hex(16)}
    return JsonResponse(begin(request, words))


def put_refusal(form: Form, refusal: DomainError, fields: Mapping[str, str] | None = None) -> None:
    """The words of a refusal at the field they are about, or above the form."""
    form.add_error((FIELD_OF | dict(fields or {})).get(refusal.code), str(refusal))


def _wants_json(request) -> bool:
    return request.headers.get("Accept") == "application/json"


def _errors(form: Form) -> list[dict[str, str]]:
    """What stands in the way, field by field, for a page that stays as it is."""
    labels = {name: str(field.label or "") for name, field in form.fields.items()}
    return [
        {"field": name, "label": labels.get(name, ""), "words": " ".join(map(str, words))}
        for name, words in form.errors.items()
    ]


def _sign(request, signing: Signing) -> bool:
    """Whether it is signed now; a refusal stands on the form."""
    try:
        signing.sign(_confirm(request, signing))
    except DomainError as refusal:
        if isinstance(refusal, NOT_CONFIRMED):
            signing.note_failure(refusal.code)
        put_refusal(signing.form, refusal, signing.fields)
        return False
    return True


def _confirm(request, signing: Signing) -> Confirmed:
    """Raises NOT_CONFIRMED."""
    values = signing.form.cleaned_data
    if values["assertion"]:
        return Confirmed(PASSKEY, confirm(request, values["assertion"], signing.statement))
    return Confirmed(confirm_person(request, values["password"], values.get("code", "")))
