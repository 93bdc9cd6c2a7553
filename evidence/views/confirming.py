"""An act that asks, besides its reason, for password and code: a stolen cookie is not enough."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cms.lib.acts import Act, act_page, sent
from evidence.adapters.identity import LockedOut, WrongCode, WrongPassword, confirm_person, has_totp
from evidence.views.signing import FIELD_OF

WORDS = {
    WrongPassword: _("The password is not right. Nothing was done."),
    WrongCode: _("The six-digit code is not right or was used already. Nothing was done."),
    LockedOut: _("Too many wrong passwords. Wait 15 minutes and try again. Nothing was done."),
}


def confirmed_page(
    request: HttpRequest, act: Act, what: dict[str, Any], *, note: str = "", **how: Any
) -> HttpResponse:
    """`act_page` for an act whose form is a `ConfirmForm` too.

    The flow runs once it is confirmed who is at the keyboard; it is told by which means, under the
    name `note`, where it wants to know.
    """
    form: type[BaseForm] = act.form
    guarded = replace(
        act, run=_confirming(request, act.run, note), fields={**FIELD_OF, **act.fields}
    )
    made = form(**sent(request), totp=has_totp(request.user))  # type: ignore[call-arg]
    return act_page(request, guarded, what, form=made, **how)


def _confirming(request: HttpRequest, run: Callable[..., Any], note: str) -> Callable[..., Any]:
    def act(*, password: str, code: str = "", **values: Any) -> Any:
        try:
            method = confirm_person(request, password, code)
        except (WrongPassword, WrongCode, LockedOut) as refusal:
            raise type(refusal)(WORDS[type(refusal)]) from None
        return run(**values, **({note: method} if note else {}))

    return act
