"""Safe Exam Browser: is this request from it, the page for those who are not, the start file.

A request proves itself by the header X-SafeExamBrowser-ConfigKeyHash. Where a version of Safe Exam
Browser cannot send headers, its page posts the same hash once, from the browser's own script
interface, and the session remembers it.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cms.lib.acts import Act, act_page, act_view, sent
from exams.adapters.seb import CONTENT_TYPE, make_config
from exams.engine.seb import proves
from exams.flows.browser import lift_browser, require_browser
from exams.forms.organise import BrowserForm
from exams.models.browser import BrowserRule
from exams.models.sitting import Registration, Sitting
from exams.queries.browser import keys_of_attempt, rule_of
from staff.permissions import POLICY

HEADER = "X-SafeExamBrowser-ConfigKeyHash"


def sent_by(request: HttpRequest, keys: list[str]) -> bool:
    """Whether the header proves one of the keys for this very address."""
    return proves(request.headers.get(HEADER, ""), request.build_absolute_uri(), keys)


def wire_is_sent_by(request: HttpRequest, attempt_id: int) -> bool:
    """The same for a running page's own requests; true when the sitting asks no longer."""
    keys = keys_of_attempt(attempt_id)
    return not keys or sent_by(request, keys)


def _page_of(request: HttpRequest, sitting: Sitting) -> str:
    return request.build_absolute_uri(reverse("exam_sitting", args=[sitting.pk]))


def _remembered(request: HttpRequest, sitting: Sitting, keys: list[str]) -> bool:
    claimed = request.session.get("seb", {}).get(str(sitting.pk), "")
    return proves(claimed, _page_of(request, sitting), keys)


def way_in(request: HttpRequest, sitting: Sitting) -> str:
    """One of "open" (no browser is asked for), "header", "script" as proved; "" for none."""
    if not sitting.locked_browser:
        return "open"
    rule = rule_of(sitting)
    keys = rule.keys if rule else []
    if sent_by(request, keys):
        return "header"
    return "script" if _remembered(request, sitting, keys) else ""


def refuse(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The page that says what to open instead."""
    context = {"sitting": sitting, "rule": rule_of(sitting)}
    return render(request, "exams/browser_required.html", context, status=403)


def _registered(request, pk: int) -> Sitting:
    rows = Registration.objects.select_related("sitting")
    return POLICY.get_or_404(request.user, "exams.sit", rows, sitting=pk).sitting


@require_POST
def prove(request, pk: int):
    """The hash of the sitting's page, read from the browser's script interface."""
    sitting = _registered(request, pk)
    rule = rule_of(sitting)
    claimed = request.POST.get("hash", "")[:64]
    proved = bool(rule and proves(claimed, _page_of(request, sitting), rule.keys))
    if proved:
        request.session["seb"] = {**request.session.get("seb", {}), str(pk): claimed}
    return JsonResponse({"proved": proved}, status=200 if proved else 422)


@require_safe
def config(request, pk: int):
    """The start file, for who is registered and for the organiser."""
    rows = Sitting.objects.filter(pk=pk)
    registered = POLICY.scope(request.user, "exams.sit", Registration.objects.filter(sitting=pk))
    if not registered.exists():
        rows = POLICY.scope(request.user, "exams.organise_sitting", rows)
    rules = BrowserRule.objects.filter(sitting__in=rows, sitting__locked_browser=True)
    rule = get_object_or_404(rules.exclude(config=""))
    response = HttpResponse(rule.config.encode(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="exam-{pk}.seb"'
    return response


def _set(*, sitting: Sitting, page: str, mode: str, config: bytes, keys: str, by, at, **_typed):
    """Ask for the browser by a file of ours, by a given one or by keys; or no longer."""
    if mode == "off":
        lift_browser(sitting=sitting, user=by)
        return mode
    if mode == "made":
        config, keys = make_config(page), ""
    require_browser(sitting=sitting, config=config, keys=keys.split(), user=by, at=at)
    return mode


def _said(mode: str) -> str:
    if mode == "off":
        return _("Any browser may be used now.")
    return _("From now on the exam opens in Safe Exam Browser only.")


BROWSER = Act(
    gettext_lazy("Safe Exam Browser"),
    _set,
    BrowserForm,
    done=_said,
    icon="lock",
    template="exams/admin/browser.html",
)


@act_view
def organise(request, pk: int):
    """Ask for the browser, with a file or with keys, or no longer."""
    rows = Sitting.objects.select_related("exam")
    sitting = POLICY.get_or_404(request.user, "exams.organise_sitting", rows, pk=pk)
    initial = {"mode": "made" if not sitting.locked_browser else ""}
    return act_page(
        request,
        BROWSER,
        {"sitting": sitting, "page": _page_of(request, sitting)},
        back=reverse("sitting:edit", args=[pk]),
        form=BrowserForm(**sent(request), initial=initial),
        onward=lambda _mode: reverse("exams_browser", args=[pk]),
        sitting=sitting,
        rule=rule_of(sitting),
    )
