"""One household on file: entered by the township, visited and decided by the county, followed."""

import secrets

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.lib.acts import Act, act_page, act_view, sent
from cms.lib.errors import DomainError, TwoPeople
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.queries.chains import chain_of
from pledges.kinship.flows.following import (
    NoRelative,
    add_note,
    note_household_reading,
    record_recusal,
    rescreen,
    unmask_household,
)
from pledges.kinship.flows.households import (
    Acceptance,
    DayWrong,
    Decision,
    confirm_household,
    file_household,
    record_visit,
)
from pledges.kinship.forms.household import (
    DecisionForm,
    HouseholdForm,
    NoteForm,
    RecusalForm,
    RescreenForm,
    VisitForm,
)
from pledges.kinship.models.household import (
    HouseholdFiling,
    HouseholdNote,
    Recusal,
    Rescreening,
)
from pledges.kinship.permissions import filing_desk, filing_or_404
from pledges.kinship.queries.relatives import related_members, words_of
from staff.models.member import Member
from staff.permissions import POLICY

FIELD_OF = {"not_asked": "asked", TwoPeople.code: "visitors", "signature_refused": "drawn"}


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


def _decide(*, filing: HouseholdFiling, by, at, **result) -> HouseholdFiling:
    return confirm_household(filing=filing, decision=Decision(**result), by=by, at=at)


def _note(*, filing: HouseholdFiling, by, at, **values) -> HouseholdNote:
    return add_note(filing=filing, values=values, by=by, at=at)


def _screen(*, filing: HouseholdFiling, by, at, **values) -> Rescreening:
    return rescreen(filing=filing, values=values, by=by, at=at)


def _recuse(*, filing: HouseholdFiling, member: Member, by, at, **values) -> Recusal:
    return record_recusal(filing=filing, member=member, values=values, by=by, at=at)


DAY = {DayWrong.code: "on"}
ACTS = {
    "visit": Act(
        gettext_lazy("Visit of the county"),
        record_visit,
        form=VisitForm,
        text=gettext_lazy("The county visits every household on file before it decides."),
        fields={**DAY, TwoPeople.code: "people"},
    ),
    "decide": Act(gettext_lazy("Result of the county"), _decide, form=DecisionForm),
    "note": Act(
        gettext_lazy("Change of the assistance"),
        _note,
        form=NoteForm,
        text=gettext_lazy("Notes are added and never changed."),
        fields=DAY,
    ),
    "screen": Act(
        gettext_lazy("Yearly screening"),
        _screen,
        form=RescreenForm,
        text=gettext_lazy("Go through application, acceptance, and review and confirmation again."),
        fields=DAY,
    ),
    "recuse": Act(
        gettext_lazy("Record that somebody stepped back"),
        _recuse,
        form=RecusalForm,
        fields={**DAY, NoRelative.code: "member"},
    ),
}
# The county's own acts; the others belong to whoever manages the household.
COUNTY = {"visit", "decide", "screen"}
UNMASK = Act(
    gettext_lazy("Whole numbers"),
    unmask_household,
    text=gettext_lazy("Your name, the time and the reason are kept in the evidence."),
    button=gettext_lazy("Show"),
    shown="kinship/desk/household_whole.html",
)


def _on_household(request, act: Act, filing: HouseholdFiling, form=None):
    back = reverse("relatives_household", args=[filing.code])
    return act_page(request, act, {"filing": filing}, back=back, form=form, lead=filing.number)


@act_view
def household_act(request, code: str, act: str):
    if act not in ACTS:
        raise Http404
    if act in COUNTY:
        filing = filing_or_404(request.user, "kinship.confirm_household", _rows(), code=code)
    else:
        filing = POLICY.get_or_404(request.user, "kinship.manage_household", _rows(), code=code)
    form = None
    if act == "recuse":
        members = Member.objects.filter(pk__in=related_members(filing))
        form = RecusalForm(**sent(request), members=members)
    elif act in {"note", "screen"}:
        form = ACTS[act].form(**sent(request), initial={"on": timezone.localdate()})
    return _on_household(request, ACTS[act], filing, form)


@act_view
def household_unmask(request, code: str):
    """The whole numbers for one look, after a reason: the county's filing post alone."""
    filing = filing_or_404(request.user, "kinship.confirm_household", _rows(), code=code)
    return _on_household(request, UNMASK, filing)
