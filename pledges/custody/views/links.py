"""The party's own phone: a one-time link, a code by SMS, then the text and the box to sign in."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.lib.errors import DomainError
from evidence.adapters.throttle import may_verify
from pledges.custody.flows.codes import ask_code
from pledges.custody.flows.links import (
    LinkGone,
    is_proved,
    open_link,
    prove_code,
    sign_by_link,
)
from pledges.custody.forms.custody import CodeForm, DrawnForm
from pledges.custody.models.agreement import PARTY_LABELS
from pledges.custody.models.signing import CustodyLink
from staff.engine.identity import mask_mobile, mask_name


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def custody_by_link(request, token: str):
    """Names stay masked until the code is right; then this browser alone may sign, once."""
    if not may_verify(request):
        return render(request, "429.html", status=429)
    at = timezone.now()
    try:
        link = open_link(token=token, at=at)
    except LinkGone as gone:
        return render(request, "custody/link_gone.html", {"words": gone}, status=410)
    proof = request.session.get(_key(link), "")
    proved = is_proved(link, proof)
    if link.agreement.signatures.filter(party=link.party).exists():
        context = {"agreement": link.agreement, "proved": proved}
        return render(request, "custody/link_done.html", context)
    if not proved:
        return _ask_code(request, link, token, at)
    return _sign(request, link, token, proof, at)


def _key(link: CustodyLink) -> str:
    return f"custody_link_{link.pk}"


def _ask_code(request, link: CustodyLink, token: str, at):
    form = CodeForm(request.POST if "code" in request.POST else None)
    try:
        if "send" in request.POST:
            ask_code(link=link, at=at)
            return redirect("custody_by_link", token=token)
        if form.is_valid():
            proof = prove_code(link=link, code=form.cleaned_data["code"], at=at)
            request.session[_key(link)] = proof
            return redirect("custody_by_link", token=token)
    except DomainError as refusal:
        form = form if form.is_bound else CodeForm({})
        form.add_error(None, str(refusal))
    agreement = link.agreement
    context = {
        "agreement": agreement,
        "label": PARTY_LABELS[link.party],
        "name": mask_name(agreement.party_name(link.party)),
        "phone": mask_mobile(agreement.party_phone(link.party)),
        "link": link,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "custody/link_code.html", context, status=status)


def _sign(request, link: CustodyLink, token: str, proof: str, at):
    agreement = link.agreement
    form = DrawnForm(request.POST or None, initial={"digest": agreement.digest})
    if form.is_valid():
        try:
            sign_by_link(
                link=link,
                proof=proof,
                drawn=form.cleaned_data["drawn"],
                digest=form.cleaned_data["digest"],
                at=at,
            )
            return redirect("custody_by_link", token=token)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {
        "agreement": agreement,
        "label": PARTY_LABELS[link.party],
        "name": agreement.party_name(link.party),
        "lines": agreement.text.splitlines(),
        "form": form,
        "by_link": True,
    }
    status = 422 if form.errors else 200
    return render(request, "custody/sign.html", context, status=status)
