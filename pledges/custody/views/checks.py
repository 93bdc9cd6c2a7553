"""Checks on the spot, re-checks, and the end of an agreement."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.lib.acts import Act, act_view, sent
from cms.lib.errors import TwoPeople
from pledges.custody.flows.checks import (
    CheckDay,
    DifferenceUnexplained,
    Handover,
    ProblemNeedsDay,
    balance_before,
    end_agreement,
    record_check,
    record_recheck,
)
from pledges.custody.forms.custody import CheckForm, EndForm, RecheckForm
from pledges.custody.models.check import CustodyCheck
from pledges.custody.views.agreements import agreement_act, agreement_of


def _check(*, agreement, by, at, **values) -> CustodyCheck:
    return record_check(agreement=agreement, values=values, by=by, at=at)


def _checked(check: CustodyCheck) -> str:
    words = _("The check is recorded. Expected %(expected)s yuan, found %(actual)s.")
    return words % {"expected": check.expected, "actual": check.actual}


def _end(*, agreement, reason: str, by, at, **handover):
    return end_agreement(
        agreement=agreement, reason=reason, handover=Handover(**handover), by=by, at=at
    )


CHECK = Act(
    title=gettext_lazy("Record a check"),
    run=_check,
    form=CheckForm,
    button=gettext_lazy("Record the check"),
    done=_checked,
    fields={
        CheckDay.code: "on",
        DifferenceUnexplained.code: "explanation",
        ProblemNeedsDay.code: "rectify_by",
        TwoPeople.code: "second_checker",
    },
)
RECHECK = Act(
    title=gettext_lazy("Record the re-check"),
    run=record_recheck,
    form=RecheckForm,
    button=gettext_lazy("Close the problem"),
    done=gettext_lazy("The problem is closed."),
    fields={CheckDay.code: "on"},
)
END = Act(
    title=gettext_lazy("End with a hand-over"),
    run=_end,
    form=EndForm,
    text=gettext_lazy(
        "Count the balance and the things together. After a death the rest is handled by law; the "
        "custodian may not dispose of it. This cannot be undone."
    ),
    button=gettext_lazy("End the agreement"),
    done=gettext_lazy("The agreement has ended; the hand-over is recorded."),
    serious=True,
    fields={CheckDay.code: "on"},
    template="custody/end.html",
)


@act_view
def custody_check(request, code: str):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    if not agreement.is_active:
        return redirect("custody_page", code=code)
    start = {"on": timezone.localdate(), "first_checker": str(request.user)}
    words = _(
        "Balance before: %(before)s yuan. Expected = balance before + income − expense; the "
        "difference to what you found is worked out for you."
    )
    return agreement_act(
        request,
        CHECK,
        agreement,
        form=CheckForm(**sent(request), initial=start),
        text=words % {"before": balance_before(agreement)},
    )


@act_view
def custody_recheck(request, code: str, pk: int):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    check = get_object_or_404(CustodyCheck, agreement=agreement, pk=pk)
    return agreement_act(
        request,
        RECHECK,
        agreement,
        what={"check": check},
        form=RecheckForm(**sent(request), initial={"on": timezone.localdate()}),
        text=f"{check.on} · {check.problem}",
    )


@act_view
def custody_end(request, code: str):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    if not agreement.is_active:
        return redirect("custody_page", code=code)
    start = {"on": timezone.localdate(), "balance": balance_before(agreement)}
    return agreement_act(request, END, agreement, form=EndForm(**sent(request), initial=start))
