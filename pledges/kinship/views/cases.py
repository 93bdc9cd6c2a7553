"""One declaration or one alert on the desk: read, opinion, conclusion, whole numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.lib.errors import DomainError
from cms.lib.forms import ReasonForm
from evidence.queries.chains import chain_of
from pledges.kinship.flows.matching import conclude_alert, look_again
from pledges.kinship.flows.review import conclude, give_opinion, note_reading, unmask_declaration
from pledges.kinship.forms.cases import AlertForm, ConclusionForm, OpinionForm, SecondLookForm
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.matching import KinshipAlert
from pledges.kinship.permissions import filing_desk, filing_or_404, second_desk
from pledges.kinship.queries.relatives import words_of
from staff.permissions import POLICY


def _declarations():
    rows = NearRelativeDeclaration.objects.signed()
    return rows.select_related("member__organisation", "member__user", "signature", "renews")


@never_cache
@require_safe
def declaration_page(request, code: str):
    """The whole declaration but for its numbers. Opening it is written down."""
    found = POLICY.get_or_404(request.user, "kinship.view_declaration", _declarations(), code=code)
    note_reading(declaration=found, by=request.user, at=timezone.now())
    mine = NearRelativeDeclaration.objects.filter(pk=found.pk)
    files = filing_desk(request.user, "kinship.file_declaration", mine).exists()
    context = {
        "declaration": found,
        "relatives": found.relatives.all(),
        "relations": words_of("relation"),
        "aids": words_of("aid"),
        "categories": words_of("category"),
        "steps": found.steps.all(),
        "matches": [one for row in found.relatives.all() for one in row.matches.all()],
        "chain": chain_of(found.subject),
        "reviews": POLICY.may(request.user, "kinship.review_declaration", found),
        "files": files,
        "own": found.member.user_id == request.user.pk,
    }
    return render(request, "kinship/desk/declaration.html", context)


@dataclass(frozen=True)
class Act:
    """A page with one form that does one thing."""

    title: Any
    form: type
    run: Callable[..., object]
    text: Any = ""


def act_page(request, act: Act, target: Model, back: str, form=None):
    """Show the form, or do it and go back. A refusal stands on the form."""
    form = form or act.form(request.POST or None)
    if form.is_valid():
        try:
            act.run(target, form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done."))
            return redirect(back)
    context = {"act": act, "form": form, "back": back}
    status = 422 if form.errors else 200
    return render(request, "kinship/desk/act.html", context, status=status)


def _opinion(target, values, *, by, at) -> None:
    give_opinion(declaration=target, words=values["words"], by=by, at=at)


def _conclude(target, values, *, by, at) -> None:
    conclude(declaration=target, result=values["result"], words=values["words"], by=by, at=at)


DECLARATION_ACTS = {
    "opinion": Act(gettext_lazy("Opinion of the unit"), OpinionForm, _opinion),
    "conclusion": Act(
        gettext_lazy("Conclusion of the county"),
        ConclusionForm,
        _conclude,
        gettext_lazy("What is sent back counts no more; the person has to declare anew."),
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declaration_act(request, code: str, act: str):
    if act not in DECLARATION_ACTS:
        raise Http404
    if act == "opinion":
        found = POLICY.get_or_404(
            request.user, "kinship.review_declaration", _declarations(), code=code
        )
    else:
        found = filing_or_404(request.user, "kinship.file_declaration", _declarations(), code=code)
    back = f"/desk/relatives/declaration/{found.code}/"
    return act_page(request, DECLARATION_ACTS[act], found, back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declaration_unmask(request, code: str):
    """The whole numbers for one look, after a reason: the county's filing post alone."""
    found = filing_or_404(request.user, "kinship.file_declaration", _declarations(), code=code)
    form = ReasonForm(request.POST or None)
    whole = None
    if form.is_valid():
        whole = unmask_declaration(
            declaration=found,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    context = {"declaration": found, "form": form, "whole": whole}
    status = 422 if form.errors else 200
    return render(request, "kinship/desk/declaration_unmask.html", context, status=status)


# --- Alerts


def _alerts():
    return KinshipAlert.objects.select_related(
        "place", "member__organisation", "filing", "declaration", "concluded_by", "closed_by"
    )


@require_safe
def alert_page(request, code: str):
    alert = POLICY.get_or_404(request.user, "kinship.view_alert", _alerts(), code=code)
    mine = KinshipAlert.objects.filter(pk=alert.pk)
    context = {
        "alert": alert,
        "steps": alert.steps.all(),
        "chain": chain_of(alert.subject),
        "matches": alert.filing.matches.select_related("member") if alert.filing else [],
        "concludes": filing_desk(request.user, "kinship.close_alert", mine).exists(),
        "looks_again": second_desk(request.user, mine).exists()
        and alert.concluded_by_id != request.user.pk,
    }
    return render(request, "kinship/desk/alert.html", context)


def _alert_conclusion(target, values, *, by, at) -> None:
    conclude_alert(
        alert=target, conclusion=values["conclusion"], words=values["words"], by=by, at=at
    )


def _second_look(target, values, *, by, at) -> None:
    look_again(alert=target, agreed=values["agreed"], words=values["words"], by=by, at=at)


ALERT_ACTS = {
    "conclude": Act(
        gettext_lazy("Conclude on this alert"),
        AlertForm,
        _alert_conclusion,
        gettext_lazy("It is closed only after another person has looked at it again."),
    ),
    "look": Act(gettext_lazy("Second look"), SecondLookForm, _second_look),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert_act(request, code: str, act: str):
    if act not in ALERT_ACTS:
        raise Http404
    if act == "conclude":
        alert = filing_or_404(request.user, "kinship.close_alert", _alerts(), code=code)
    else:
        alert = second_desk(request.user, _alerts()).filter(code=code).first()
        if alert is None:
            raise Http404
    back = f"/desk/relatives/alert/{alert.code}/"
    return act_page(request, ALERT_ACTS[act], alert, back)
