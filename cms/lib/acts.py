"""A page that does one thing: it says what will happen and to whom, asks, does it or says why not.

An `Act` is data: its words, its form and the flow it calls. The view finds the row, and `act_page`
does the rest. What a page shows besides stands in a small template that extends the act's own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.lib.errors import DomainError, ReasonMissing
from cms.lib.forms import ReasonForm

Words = str | Promise
PAGE = "components/act.html"
ADMIN_PAGE = "components/act_admin.html"
FIELDS = {ReasonMissing.code: "reason"}
SAVE = _("Save")
CANCEL = _("Cancel")
DONE = _("Done.")


@dataclass(frozen=True)
class Act:
    """One thing that a page does. `run` takes what the view gives, the form's values, by and at."""

    title: Words
    run: Callable[..., Any]
    form: type[BaseForm] = ReasonForm
    text: Words = ""  # what it will do
    button: Words = SAVE
    done: Words | Callable[[Any], Words] = DONE  # a function is given what `run` returned; "": none
    cancel: Words = CANCEL  # the way back
    serious: bool = False  # it takes something away, or cannot be undone: the button is red
    fields: Mapping[str, str] = field(default_factory=dict)  # code of a refusal → its field
    shown: str = ""  # a part that shows, here and once, what `run` returned as `outcome`
    icon: str = ""
    template: str = PAGE


def act_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Asked by GET, done by POST, kept by no cache."""
    return wraps(view)(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


def sent(request: HttpRequest) -> dict[str, Any]:
    """What a form is made with: what was sent, or nothing yet."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def act_page(
    request: HttpRequest,
    act: Act,
    what: Mapping[str, Any],
    *,
    back: str,
    form: BaseForm | None = None,
    onward: Callable[[Any], str] | None = None,
    **context: Any,
) -> HttpResponse:
    """Ask; or do it to `what` and go `onward`, else `back`. A refusal stands on the form: 422.

    `back` is an address. `context` may replace the act's words: heading, lead, text.
    """
    form = form if form is not None else act.form(**sent(request))
    if form.is_valid():
        try:
            outcome = act.run(**what, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as refusal:
            _refuse(form, act, refusal)
        else:
            if act.shown:
                return _answer(request, act, form, back, context | {"outcome": outcome})
            words: Any = act.done(outcome) if callable(act.done) else act.done
            if words:
                messages.success(request, words)
            return redirect(onward(outcome) if onward else back)
    return _answer(request, act, form, back, context)


def _refuse(form: BaseForm, act: Act, refusal: DomainError) -> None:
    name = {**FIELDS, **act.fields}.get(refusal.code)
    form.add_error(name if name in form.fields else None, str(refusal))


def _answer(
    request: HttpRequest, act: Act, form: BaseForm, back: str, context: dict[str, Any]
) -> HttpResponse:
    _point(form)
    words = {"heading": act.title, "text": act.text, **context}
    frame = {
        "page_title": words["heading"],
        "header_title": words["heading"],
        "header_icon": act.icon,
        "act": act,
        "form": form,
        "back": back,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, act.template, frame | words, status=status)


def _point(form: BaseForm) -> None:
    """The first field that was refused takes the focus; a summary with a script may take it on."""
    for bound in form.visible_fields():
        if bound.errors:
            bound.field.widget.attrs["autofocus"] = True
            return


class NoForm(Form):
    """An act that asks nothing but whether."""
