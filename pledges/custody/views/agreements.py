"""The clerk's desk: the register of custody agreements, one agreement, drafts and their end."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.lib.acts import Act, act_page, act_view
from cms.lib.dates import term_end
from cms.lib.errors import DomainError
from cms.lib.tables.writing import sheet_response
from evidence.queries.files import files_of
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import Party
from pledges.custody.flows.agreements import (
    change_agreement,
    draft_agreement,
    start_signing,
    void_agreement,
)
from pledges.custody.flows.registers import export_custody, unmask_agreement
from pledges.custody.forms.custody import SECRETS, AgreementForm, CustodyFilter
from pledges.custody.models.agreement import PARTY_LABELS, CustodyAgreement
from staff.models.organisation import Organisation
from staff.permissions import POLICY

PAGE = 30
ORDERS = {
    "check": (F("next_check_on").asc(nulls_last=True), "number"),
    "end": ("ends_on", "number"),
    "name": ("person_name", "number"),
}
TERM_MONTHS = 12
STEP = Organisation.steplen


def agreement_of(request, action: str, code: str) -> CustodyAgreement:
    rows = CustodyAgreement.objects.select_related("township", "clerk", "renews")
    return POLICY.get_or_404(request.user, action, rows, code=code)


def refuse(form, refusal: DomainError) -> None:
    form.add_error(None, str(refusal))


@dataclass(frozen=True)
class Reading:
    """The rows within reach, narrowed by the filter; `top` is the unit they are shown under."""

    top: Organisation
    unit: Organisation
    within: QuerySet[CustodyAgreement]
    chosen: QuerySet[CustodyAgreement]
    form: CustodyFilter


def _reading(request, data) -> Reading:
    POLICY.require(request.user, "custody.view_agreement")
    top = POLICY.tops(request.user, "custody.view_agreement")[0]
    mine = POLICY.scope(request.user, "custody.view_agreement", CustodyAgreement.objects.all())
    form = CustodyFilter(data)
    values = form.cleaned_data if form.is_valid() else {}
    unit = top
    if values.get("unit"):
        units = POLICY.scope(request.user, "overview.open_desk", Organisation.objects.all())
        unit = get_object_or_404(units, code=values["unit"])
    within = mine.filter(township__path__startswith=unit.path)
    chosen = within.found(values.get("q", "")).needing(values.get("need", ""), timezone.localdate())
    if values.get("state"):
        chosen = chosen.filter(status=values["state"])
    order = ORDERS.get(values.get("sort", ""), ("township__path", "number"))
    return Reading(top, unit, within, chosen.order_by(*order), form)


@require_safe
def custody_list(request):
    reading = _reading(request, request.GET)
    today = timezone.localdate()
    counts = reading.within.counts(len(reading.unit.path) + STEP, today)
    paths = [row["place"] for row in counts]
    places = {place.path: place for place in Organisation.objects.filter(path__in=paths)}
    trail = [
        unit for unit in reading.unit.get_ancestors() if unit.path.startswith(reading.top.path)
    ]
    context = {
        "filter": reading.form,
        "unit": reading.unit,
        "trail": trail,
        "rows": [{**row, "unit": places[row["place"]]} for row in counts],
        "totals": {
            name: sum(row[name] for row in counts)
            for name in ("number", "active", "signing", "overdue", "findings")
        },
        "renewals": reading.within.renewal_due(today).count(),
        "page": Paginator(reading.chosen.select_related("township"), PAGE).get_page(
            request.GET.get("page")
        ),
        "today": today,
        "may_draft": POLICY.holds(request.user, "custody.draft_agreement"),
    }
    return render(request, "custody/list.html", context)


@require_POST
def custody_register(request):
    """The filtered rows as an official spreadsheet, masked; who took it is recorded."""
    reading = _reading(request, request.POST)
    exported = export_custody(
        agreements=reading.chosen, unit=reading.unit, by=request.user, at=timezone.now()
    )
    return sheet_response(exported.data, exported.name)


@require_safe
def custody_page(request, code: str):
    agreement = agreement_of(request, "custody.view_agreement", code)
    signatures = {row.party: row for row in agreement.signatures.select_related("host")}
    links = {link.party: link for link in agreement.links.open(timezone.now())}
    open_to = set()
    if agreement.is_signing:
        open_to = set(custody.may_sign_now(agreement.capacity, signatures))
    today = timezone.localdate()
    context = {
        "agreement": agreement,
        "parties": [
            {
                "party": party.value,
                "label": PARTY_LABELS[party],
                "name": agreement.party_name(party),
                "signature": signatures.get(party),
                "link": links.get(party),
                "may_sign": party in open_to,
                "may_link": party in open_to and bool(agreement.party_phone(party)),
            }
            for party in agreement.parties
        ],
        "township_party": Party.TOWNSHIP.value,
        "scans": agreement.scans.select_related("entered_by", "decided_by"),
        "documents": files_of(agreement.subject),
        "checks": agreement.checks.all(),
        "handover": getattr(agreement, "handover", None),
        "renewed": agreement.renewed_by.order_by("pk").first(),
        "overdue": agreement.is_active and agreement.next_check_on < today,
        "ends_soon": agreement.is_active
        and (agreement.ends_on - today).days <= custody.RENEWAL_NOTICE_DAYS,
        "manages": POLICY.may(request.user, "custody.manage_agreement", agreement),
    }
    return render(request, "custody/page.html", context)


def _start(request) -> tuple[dict, CustodyAgreement | None]:
    """What a new form begins with: nothing, or the agreement that is to be renewed."""
    today = timezone.localdate()
    start = {
        "starts_on": today,
        "ends_on": term_end(today, TERM_MONTHS),
        "report_cycle": "month",
        "check_cycle": "half_year",
    }
    code = request.GET.get("renews", "")
    if not code:
        return start, None
    old = agreement_of(request, "custody.manage_agreement", code)
    kept = {name: getattr(old, name) for name in AgreementForm.Meta.fields if name not in SECRETS}
    begins = max(old.ends_on + timedelta(days=1), today)
    last = old.checks.order_by("-on").first()
    return {
        **kept,
        "township": old.township,
        "starts_on": begins,
        "ends_on": term_end(begins, TERM_MONTHS),
        "opening_balance": last.actual if last else old.opening_balance,
        "supervisor_unrelated": False,
    }, old


@require_http_methods(["GET", "HEAD", "POST"])
def custody_new(request):
    POLICY.require(request.user, "custody.draft_agreement")
    start, old = _start(request)
    form = AgreementForm(request.POST or None, user=request.user, initial=start, kept=old)
    if form.is_valid():
        try:
            made = draft_agreement(
                township=form.cleaned_data["township"],
                values=form.values,
                renews=old,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("custody_page", code=made.code)
    status = 422 if form.errors else 200
    context = {"form": form, "old": old}
    return render(request, "custody/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def custody_change(request, code: str):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    if not agreement.is_draft:
        return redirect("custody_page", code=code)
    form = AgreementForm(request.POST or None, user=request.user, instance=agreement)
    if form.is_valid():
        try:
            change_agreement(
                agreement=agreement, values=form.values, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("custody_page", code=code)
    status = 422 if form.errors else 200
    context = {"form": form, "agreement": agreement}
    return render(request, "custody/form.html", context, status=status)


@require_POST
def custody_start(request, code: str):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    try:
        start_signing(agreement=agreement, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The text is fixed. The parties can sign now."))
    return redirect("custody_page", code=code)


def agreement_act(request, act: Act, agreement: CustodyAgreement, **more):
    """One act on one agreement, under its number; afterwards back to its page."""
    what = more.pop("what", {"agreement": agreement})
    back = reverse("custody_page", args=[agreement.code])
    context = {"lead": agreement.number, "agreement": agreement, **more}
    return act_page(request, act, what, back=back, **context)


VOID = Act(
    title=gettext_lazy("Make this agreement void?"),
    run=void_agreement,
    text=gettext_lazy(
        "An agreement that is void cannot be taken up again. What was signed is kept."
    ),
    button=gettext_lazy("Make void"),
    serious=True,
)
UNMASK = Act(
    title=gettext_lazy("Whole numbers and address"),
    run=unmask_agreement,
    text=gettext_lazy(
        "Your name, the time and the reason are kept in the evidence of this agreement."
    ),
    button=gettext_lazy("Show"),
    shown="custody/whole.html",
)


@act_view
def custody_void(request, code: str):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    return agreement_act(request, VOID, agreement)


@act_view
def custody_unmask(request, code: str):
    """The whole numbers for one look, after a reason; nothing is shown by GET."""
    agreement = agreement_of(request, "custody.unmask_agreement", code)
    return agreement_act(request, UNMASK, agreement)
