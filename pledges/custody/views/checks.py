"""Checks on the spot, re-checks, and the end of an agreement."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.lib.errors import DomainError
from pledges.custody.flows.checks import (
    Handover,
    balance_before,
    end_agreement,
    record_check,
    record_recheck,
)
from pledges.custody.forms.custody import CheckForm, EndForm, RecheckForm
from pledges.custody.models.check import CustodyCheck
from pledges.custody.views.agreements import agreement_of, refuse


@require_http_methods(["GET", "HEAD", "POST"])
def custody_check(request, code: str):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    if not agreement.is_active:
        return redirect("custody_page", code=code)
    start = {"on": timezone.localdate(), "first_checker": str(request.user)}
    form = CheckForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            check = record_check(
                agreement=agreement,
                values=dict(form.cleaned_data),
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            target = "explanation" if refusal.code == "difference_unexplained" else None
            form.add_error(target, str(refusal))
        else:
            words = _("The check is recorded. Expected %(expected)s yuan, found %(actual)s.")
            messages.success(request, words % {"expected": check.expected, "actual": check.actual})
            return redirect("custody_page", code=code)
    context = {"agreement": agreement, "form": form, "before": balance_before(agreement)}
    status = 422 if form.errors else 200
    return render(request, "custody/check.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def custody_recheck(request, code: str, pk: int):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    check = get_object_or_404(CustodyCheck, agreement=agreement, pk=pk)
    form = RecheckForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            record_recheck(check=check, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The problem is closed."))
            return redirect("custody_page", code=code)
    context = {"agreement": agreement, "check": check, "form": form}
    status = 422 if form.errors else 200
    return render(request, "custody/recheck.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def custody_end(request, code: str):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    if not agreement.is_active:
        return redirect("custody_page", code=code)
    start = {"on": timezone.localdate(), "balance": balance_before(agreement)}
    form = EndForm(request.POST or None, initial=start)
    if form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        try:
            end_agreement(
                agreement=agreement,
                reason=reason,
                handover=Handover(**values),
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The agreement has ended; the hand-over is recorded."))
            return redirect("custody_page", code=code)
    context = {"agreement": agreement, "form": form}
    status = 422 if form.errors else 200
    return render(request, "custody/end.html", context, status=status)
