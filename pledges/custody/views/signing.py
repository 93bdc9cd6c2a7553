"""Signing at the clerk's table, making one-time links, filing paper, handing out the PDFs."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cms.lib.acts import Act, act_view, sent
from cms.lib.errors import DomainError
from evidence.adapters import vault
from evidence.adapters.identity import confirm_person, has_totp
from evidence.flows.files import expect_file
from evidence.queries.files import file_of
from evidence.views.packages import package_response
from evidence.views.signing import put_refusal
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import Party
from pledges.custody.flows.links import make_link
from pledges.custody.flows.paper import SignedInFuture, decide_scan, file_scan
from pledges.custody.flows.registers import note_custody_reading
from pledges.custody.flows.signing import Ceremony, sign_agreement
from pledges.custody.forms.custody import HostForm, TableForm
from pledges.custody.forms.paper import ScanDecisionForm, ScanForm
from pledges.custody.models.agreement import PARTY_LABELS, SIGNED_FILE, CustodyAgreement
from pledges.custody.models.signing import PaperScan
from pledges.custody.views.agreements import agreement_act, agreement_of, refuse
from staff.permissions import POLICY

HOST, TAKING = "custody_host", "custody_taking"
CONFIRMED_FOR = 3600
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}


def _party(agreement: CustodyAgreement, word: str) -> Party:
    if word not in agreement.parties:
        raise Http404
    return Party(word)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def custody_sign(request, code: str, party: str):
    """One party signs on this device; a signature sent twice leads back to the agreement."""
    agreement = agreement_of(request, "custody.manage_agreement", code)
    side = _party(agreement, party)
    signed = set(agreement.signatures.values_list("party", flat=True))
    may = agreement.is_signing and side in custody.may_sign_now(agreement.capacity, signed)
    if side in signed or not may:
        return redirect("custody_page", code=code)
    if not _host_is_confirmed(request, agreement):
        return _confirm_host(request, agreement)
    form = TableForm(request.POST or None, initial={"digest": agreement.digest})
    if form.is_valid() and _sign(request, agreement, side, form):
        words = _("%(who)s has signed.") % {"who": agreement.party_name(side)}
        messages.success(request, words)
        return redirect("custody_page", code=code)
    context = {
        "agreement": agreement,
        "party": side.value,
        "label": PARTY_LABELS[side],
        "name": agreement.party_name(side),
        "lines": agreement.text.splitlines(),
        "form": form,
        "is_township": side == Party.TOWNSHIP,
    }
    status = 422 if form.errors else 200
    return render(request, "custody/sign.html", context, status=status)


def _host_is_confirmed(request, agreement: CustodyAgreement) -> bool:
    """Within the hour, for this very agreement, in this very session; what was drawn on a page
    that was opened in time is not lost to the clock.
    """
    confirmed = request.session.get(HOST, {}).get(agreement.code, 0)
    lives = CONFIRMED_FOR * (2 if "drawn" in request.POST else 1)
    return timezone.now().timestamp() - confirmed < lives


def _confirm_host(request, agreement: CustodyAgreement) -> HttpResponse:
    """Who is the clerk at the table is asked anew for each agreement."""
    sent = request.POST if "password" in request.POST else None
    form = HostForm(sent, totp=has_totp(request.user))
    if form.is_valid():
        values = form.cleaned_data
        try:
            confirm_person(request, values["password"], values.get("code", ""))
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            now = timezone.now().timestamp()
            # The newest few only: the session is no register of a clerk's day.
            kept = dict(list(request.session.get(HOST, {}).items())[-9:])
            request.session[HOST] = kept | {agreement.code: now}
            return redirect(request.path)
    context = {"agreement": agreement, "form": form}
    return render(request, "custody/host.html", context, status=422 if form.errors else 200)


def _sign(request, agreement: CustodyAgreement, side: Party, form: TableForm) -> bool:
    values = form.cleaned_data
    ceremony = Ceremony(
        drawn=values["drawn"],
        digest=values["digest"],
        id_seen=values["id_seen"],
        is_mark=values["is_mark"],
        witnesses=form.witnesses,
    )
    try:
        sign_agreement(
            agreement=agreement,
            party=side,
            ceremony=ceremony,
            host=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        refuse(form, refusal)
        return False
    return True


@never_cache
@require_POST
def custody_link(request, code: str, party: str):
    """A one-time link, shown this once to be handed or sent to the party."""
    agreement = agreement_of(request, "custody.manage_agreement", code)
    side = _party(agreement, party)
    try:
        link, token = make_link(agreement=agreement, party=side, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("custody_page", code=code)
    context = {
        "agreement": agreement,
        "link": link,
        "name": agreement.party_name(side),
        "url": request.build_absolute_uri(reverse("custody_by_link", args=[token])),
    }
    return render(request, "custody/link.html", context)


def _file(*, agreement, scan, stated, by, at) -> PaperScan:
    return file_scan(agreement=agreement, upload=scan, stated=stated, by=by, at=at)


FILE_SCAN = Act(
    title=gettext_lazy("File a paper scan"),
    run=_file,
    form=ScanForm,
    text=gettext_lazy(
        "The scan shows all pages with all signatures. Another person compares it before the "
        "agreement is in force."
    ),
    button=gettext_lazy("File the scan"),
    done=gettext_lazy("The scan is filed. Another person confirms it."),
    fields={SignedInFuture.code: "signed_on"},
    template="custody/scan.html",
)
DECIDE_SCAN = Act(
    title=gettext_lazy("Compare and confirm"),
    run=decide_scan,
    form=ScanDecisionForm,
    button=gettext_lazy("Confirm"),
    template="custody/scan_decide.html",
)


@act_view
def custody_scan(request, code: str):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    if not agreement.is_signing:
        return redirect("custody_page", code=code)
    signed = set(agreement.signatures.values_list("party", flat=True))
    left = custody.left_to_sign(agreement.capacity, signed)
    form = ScanForm(**sent(request), agreement=agreement, left=left)
    return agreement_act(request, FILE_SCAN, agreement, form=form)


def _scan(agreement: CustodyAgreement, pk: int) -> PaperScan:
    rows = PaperScan.objects.select_related("agreement", "entered_by")
    return get_object_or_404(rows, agreement=agreement, pk=pk)


@act_view
def custody_scan_decide(request, code: str, pk: int):
    agreement = agreement_of(request, "custody.manage_agreement", code)
    scan = _scan(agreement, pk)
    if scan.accepted is not None:
        return redirect("custody_page", code=code)
    return agreement_act(
        request, DECIDE_SCAN, agreement, what={"scan": scan}, scan=scan, stated=_stated(scan)
    )


def _stated(scan: PaperScan) -> list[dict]:
    """What was read off the paper, for the page."""
    rows = [custody.Stated.from_data(data) for data in scan.stated]
    return [vars(row) | {"label": PARTY_LABELS[row.party]} for row in rows]


TAKE = Act(
    title=gettext_lazy("Take the file away"),
    run=note_custody_reading,
    text=gettext_lazy(
        "Whole names, phones and addresses stand in it. Your name, the time and the reason are kept"
        " in the evidence of this agreement. The download begins at once."
    ),
    button=gettext_lazy("Download"),
    done=gettext_lazy("Noted."),
)


def _taking(request, agreement: CustodyAgreement, what: str) -> HttpResponse | None:
    """Every reading is noted; who does not keep the agreement says first what it is for.

    None when the file may go out.
    """
    if POLICY.may(request.user, "custody.manage_agreement", agreement):
        at = timezone.now()
        note_custody_reading(agreement=agreement, what=what, by=request.user, at=at)
        return None
    if request.session.get(TAKING) == request.path:
        del request.session[TAKING]
        return None

    def onward(_noted) -> str:
        request.session[TAKING] = request.path
        return request.path

    what_of = {"agreement": agreement, "what": what}
    return agreement_act(request, TAKE, agreement, what=what_of, onward=onward)


@act_view
def custody_scan_file(request, code: str, pk: int):
    """The scan's bytes, checked on the way out; always a download."""
    agreement = agreement_of(request, "custody.view_agreement", code)
    scan = _scan(agreement, pk)
    if (page := _taking(request, agreement, "scan")) is not None:
        return page
    return _download(
        request, scan.path, scan.sha256, TYPES[scan.kind], f"{agreement.number}.{scan.kind}"
    )


@act_view
def custody_pdf(request, code: str, kind: str):
    agreement = agreement_of(request, "custody.view_agreement", code)
    stored = file_of(agreement.subject, kind)
    if stored is None:
        raise Http404
    if (page := _taking(request, agreement, kind)) is not None:
        return page
    return _download(request, stored.path, stored.sha256, TYPES["pdf"], f"{agreement.number}.pdf")


@act_view
def custody_package(request, code: str):
    """Everything to check the sealed agreement without this site, for who may have its PDF."""
    agreement = agreement_of(request, "custody.view_agreement", code)
    if file_of(agreement.subject, SIGNED_FILE) is None:
        raise Http404
    if (page := _taking(request, agreement, "package")) is not None:
        return page
    return package_response(request, agreement, agreement.number)


@require_POST
def custody_make_pdf(request, code: str):
    """Ask for the PDF of an agreement in force that has none; asking twice makes one."""
    agreement = agreement_of(request, "custody.manage_agreement", code)
    if agreement.activated_at and file_of(agreement.subject, SIGNED_FILE) is None:
        expect_file(subject=agreement.subject, kind=SIGNED_FILE, at=timezone.now())
        messages.success(request, _("The PDF is being made. Reload in a moment."))
    return redirect("custody_page", code=code)


def _download(request, path: str, sha256: str, kind: str, name: str) -> HttpResponse:
    try:
        data = vault.read(path, sha256)
    except vault.SealBroken as fault:
        return render(request, "evidence/seal_broken.html", {"fault": fault}, status=503)
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
