"""Admin pages: a new one-time code for one account; the second person where it takes two."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.lib.acts import ADMIN_PAGE, Act, NoForm, act_page, act_view, sent
from staff.flows.accounts import (
    AccountOutOfReach,
    ask_new_code,
    confirm_request,
    issue_new_code,
    needs_second_person,
    refuse_request,
)
from staff.forms.accounts import NewCodeForm
from staff.models.accounts import AccountRequest
from staff.models.user import User
from staff.permissions import POLICY
from staff.queries.accounts import requests_for

LIST = "staff_account_requests"
SHOWN = "staff/admin/code_issued.html"


def _issue(*, account: User, forget_second_factor: bool, at, **values) -> dict:
    """The code at once, or the request that another administrator confirms."""
    if needs_second_person(account, at, forget_second_factor=forget_second_factor):
        asked = ask_new_code(
            user=account, forget_second_factor=forget_second_factor, at=at, **values
        )
        return {"account": account, "asked": asked}
    return {"account": account, "code": issue_new_code(user=account, at=at, **values)}


def _confirm(*, request: AccountRequest, **values) -> dict:
    code = confirm_request(request=request, **values)
    return {"account": request.user, "code": code, "confirmed": True}


NEW_CODE = Act(
    title=_("New one-time code"),
    run=_issue,
    form=NewCodeForm,
    text=_(
        "First make sure who is asking. The person logs in with the code and chooses a new "
        "password; all open sessions of the account end. What you do here is kept in the log, and"
        " the person is told. For an administrator's account and for a lost second factor another"
        " administrator has to confirm."
    ),
    button=_("Issue the code"),
    fields={AccountOutOfReach.code: "account"},
    shown=SHOWN,
    icon="key",
    template=ADMIN_PAGE,
)
CONFIRM = Act(
    title=_("Confirm the one-time code"),
    run=_confirm,
    form=NoForm,
    text=_(
        "You answer for it together with whoever asked: first make sure, in person, that the holder"
        " of the account wants it. The code is shown to you, this once, for you to hand over."
    ),
    button=_("Confirm and issue the code"),
    serious=True,
    shown=SHOWN,
    icon="key",
    template=ADMIN_PAGE,
)
REFUSE = Act(
    title=_("Refuse the one-time code"),
    run=refuse_request,
    button=_("Refuse"),
    done=_("No code was issued."),
    icon="key",
    template=ADMIN_PAGE,
)


@act_view
def new_code(request):
    """Ask for account and reason; then show the code, this once, or say that another confirms."""
    POLICY.require(request.user, "staff.manage_account")
    form = NewCodeForm(**sent(request), initial={"account": request.GET.get("account", "")})
    return act_page(request, NEW_CODE, {}, back=reverse("wagtailadmin_home"), form=form)


@require_safe
def requests(request):
    """What waits for a second person, within the reach, and what the reader asked for."""
    POLICY.require(request.user, "staff.confirm_account")
    title = _("Requests about accounts")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "key",
        "requests": requests_for(request.user),
    }
    return TemplateResponse(request, "staff/admin/account_requests.html", context)


@act_view
def decide(request, pk: int, act: str):
    """Confirm or refuse one request."""
    found = get_object_or_404(requests_for(request.user), pk=pk)
    chosen = {"confirm": CONFIRM, "refuse": REFUSE}[act]
    return act_page(request, chosen, {"request": found}, back=reverse(LIST), lead=str(found))
