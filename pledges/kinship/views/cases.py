"""One declaration or one alert on the desk: read, opinion, conclusion, whole numbers."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.lib.acts import Act, act_page, act_view
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file
from evidence.views.packages import package_response
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
        "sealed": sealed_file(found.subject),
        "reviews": POLICY.may(request.user, "kinship.review_declaration", found),
        "files": files,
        "own": found.member.user_id == request.user.pk,
    }
    return render(request, "kinship/desk/declaration.html", context)


@require_safe
def declaration_package(request, code: str):
    """Everything to check the declaration without this site, once there is a sealed file of it."""
    found = POLICY.get_or_404(request.user, "kinship.view_declaration", _declarations(), code=code)
    return package_response(request, found, found.number)


DECLARATION_ACTS = {
    "opinion": Act(gettext_lazy("Opinion of the unit"), give_opinion, form=OpinionForm),
    "conclusion": Act(
        gettext_lazy("Conclusion of the county"),
        conclude,
        form=ConclusionForm,
        text=gettext_lazy("What is sent back counts no more; the person has to declare anew."),
    ),
}
UNMASK = Act(
    gettext_lazy("Whole numbers"),
    unmask_declaration,
    text=gettext_lazy("Your name, the time and the reason are kept in the evidence."),
    button=gettext_lazy("Show"),
    shown="kinship/desk/declaration_whole.html",
)


def _on_declaration(request, act: Act, declaration: NearRelativeDeclaration):
    back = reverse("relatives_declaration", args=[declaration.code])
    what = {"declaration": declaration}
    return act_page(request, act, what, back=back, lead=declaration.number, **what)


@act_view
def declaration_act(request, code: str, act: str):
    if act not in DECLARATION_ACTS:
        raise Http404
    if act == "opinion":
        declaration = POLICY.get_or_404(
            request.user, "kinship.review_declaration", _declarations(), code=code
        )
    else:
        declaration = _to_file(request, code)
    return _on_declaration(request, DECLARATION_ACTS[act], declaration)


@act_view
def declaration_unmask(request, code: str):
    """The whole numbers for one look, after a reason: the county's filing post alone."""
    return _on_declaration(request, UNMASK, _to_file(request, code))


def _to_file(request, code: str) -> NearRelativeDeclaration:
    return filing_or_404(request.user, "kinship.file_declaration", _declarations(), code=code)


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


ALERT_ACTS = {
    "conclude": Act(
        gettext_lazy("Conclude on this alert"),
        conclude_alert,
        form=AlertForm,
        text=gettext_lazy("It is closed only after another person has looked at it again."),
    ),
    "look": Act(gettext_lazy("Second look"), look_again, form=SecondLookForm),
}


@act_view
def alert_act(request, code: str, act: str):
    if act not in ALERT_ACTS:
        raise Http404
    if act == "conclude":
        alert = filing_or_404(request.user, "kinship.close_alert", _alerts(), code=code)
    else:
        alert = get_object_or_404(second_desk(request.user, _alerts()), code=code)
    back = reverse("relatives_alert", args=[alert.code])
    return act_page(request, ALERT_ACTS[act], {"alert": alert}, back=back, lead=alert.code)
