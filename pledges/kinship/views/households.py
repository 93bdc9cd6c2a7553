"""One household on file: entered by the township, visited and decided by the county, followed."""

import secrets

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.lib.errors import DomainError
from cms.lib.forms import ReasonForm
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.queries.chains import chain_of
from pledges.kinship.flows.households import (
    Acceptance,
    Decision,
    add_note,
    confirm_household,
    file_household,
    note_household_reading,
    record_recusal,
    record_visit,
    rescreen,
    unmask_household,
)
from pledges.kinship.forms.household import (
    DecisionForm,
    HouseholdForm,
    NoteForm,
    RecusalForm,
    RescreenForm,
    VisitForm,
)
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.permissions import filing_desk, filing_or_404
from pledges.kinship.queries.relatives import related_members, words_of
from pledges.kinship.views.cases import Act, act_page
from staff.models.member import Member
from staff.permissions import POLICY

FIELD_OF = {"not_asked": "asked", "one_visitor": "visitors", "signature_refused": "drawn"}


def _rows():
    return HouseholdFiling.objects.select_related(
        "township", "member__organisation", "accepted_by", "replaces"
    )


@never_cache
@require_safe
def household_page(request, code: str):
    """The household's side but for its numbers. Opening it is written down."""
    filing = POLICY.get_or_404(request.user, "kinship.view_household", _rows(), code=code)
    note_household_reading(filing=filing, by=request.user, at=timezone.now())
    mine = HouseholdFiling.objects.filter(pk=filing.pk)
    context = {
        "filing": filing,
        "relations": words_of("relation"),
        "aids": words_of("aid"),
        "people": filing.case_people.select_related("member"),
        "notes": filing.notes.select_related("by"),
        "screenings": filing.rescreenings.all(),
        "recusals": filing.recusals.all(),
        "matches": filing.matches.select_related("member", "relative__declaration"),
        "alerts": filing.alerts.all(),
        "chain": chain_of(filing.subject),
        "replaced_by": getattr(filing, "replaced_by", None),
        "manages": POLICY.may(request.user, "kinship.manage_household", filing),
        "files": filing_desk(request.user, "kinship.confirm_household", mine).exists(),
        "screened": filing.rescreenings.filter(year=timezone.localdate().year).exists(),
    }
    return render(request, "kinship/desk/household.html", context)


def _start(request) -> tuple[dict, HouseholdFiling | None]:
    """A new form begins empty, or with the filing that was wrong."""
    today = timezone.localdate()
    start = {
        "accepted_on": today,
        "signed_how": "paper",
        "code": make_code(secrets.token_bytes(RANDOM_BYTES)),
    }
    code = request.GET.get("replaces", "")
    if not code:
        return start, None
    old = POLICY.get_or_404(request.user, "kinship.manage_household", _rows(), code=code)
    kept = {name: getattr(old, name) for name in HouseholdForm.Meta.fields}
    people = old.case_people.all()
    return {
        **kept,
        "township": old.township,
        "code": start["code"],
        "id_number": "",  # only the county's filing post sees the whole number
        "asked": False,
        "related": "yes" if old.related else "no",
        "visitors": "、".join(one.name for one in people if one.role == "visitor"),
        "panel": "、".join(one.name for one in people if one.role == "panel"),
    }, old


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def household_new(request):
    POLICY.require(request.user, "kinship.enter_household")
    start, old = _start(request)
    form = HouseholdForm(request.POST or None, user=request.user, initial=start)
    if form.is_valid():
        acceptance = Acceptance(
            values=form.values,
            people=form.parts,
            drawn=form.cleaned_data["drawn"],
            replaces=old,
            code=form.cleaned_data["code"],
        )
        try:
            filing = file_household(
                township=form.cleaned_data["township"],
                acceptance=acceptance,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(FIELD_OF.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("The household is filed and compared."))
            return redirect("relatives_household", code=filing.code)
    status = 422 if form.errors else 200
    context = {"form": form, "old": old}
    return render(request, "kinship/desk/household_form.html", context, status=status)


def _visit(target, values, *, by, at) -> None:
    record_visit(filing=target, **values, by=by, at=at)


def _decide(target, values, *, by, at) -> None:
    confirm_household(filing=target, decision=Decision(**values), by=by, at=at)


def _note(target, values, *, by, at) -> None:
    add_note(filing=target, values=values, by=by, at=at)


def _screen(target, values, *, by, at) -> None:
    rescreen(filing=target, values=values, by=by, at=at)


def _recuse(target, values, *, by, at) -> None:
    kept = {name: value for name, value in values.items() if name != "member"}
    record_recusal(filing=target, member=values["member"], values=kept, by=by, at=at)


ACTS = {
    "visit": Act(
        gettext_lazy("Visit of the county"),
        VisitForm,
        _visit,
        gettext_lazy("The county visits every household on file before it decides."),
    ),
    "decide": Act(gettext_lazy("Result of the county"), DecisionForm, _decide),
    "note": Act(
        gettext_lazy("Change of the assistance"),
        NoteForm,
        _note,
        gettext_lazy("Notes are added and never changed."),
    ),
    "screen": Act(
        gettext_lazy("Yearly screening"),
        RescreenForm,
        _screen,
        gettext_lazy("Go through application, acceptance, and review and confirmation again."),
    ),
    "recuse": Act(gettext_lazy("Record that somebody stepped back"), RecusalForm, _recuse),
}
# The county's own acts; the others belong to whoever manages the household.
COUNTY = {"visit", "decide", "screen"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def household_act(request, code: str, act: str):
    if act not in ACTS:
        raise Http404
    if act in COUNTY:
        filing = filing_or_404(request.user, "kinship.confirm_household", _rows(), code=code)
    else:
        filing = POLICY.get_or_404(request.user, "kinship.manage_household", _rows(), code=code)
    back = f"/desk/relatives/household/{filing.code}/"
    form = None
    if act == "recuse":
        members = Member.objects.filter(pk__in=related_members(filing))
        form = RecusalForm(request.POST or None, members=members)
    elif act in {"note", "screen"}:
        start = {"on": timezone.localdate()}
        form = ACTS[act].form(request.POST or None, initial=start)
    return act_page(request, ACTS[act], filing, back, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def household_unmask(request, code: str):
    """The whole numbers for one look, after a reason: the county's filing post alone."""
    filing = filing_or_404(request.user, "kinship.confirm_household", _rows(), code=code)
    form = ReasonForm(request.POST or None)
    whole = None
    if form.is_valid():
        whole = unmask_household(
            filing=filing,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    context = {"filing": filing, "form": form, "whole": whole}
    status = 422 if form.errors else 200
    return render(request, "kinship/desk/household_unmask.html", context, status=status)
