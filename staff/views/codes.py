"""Admin page: a new one-time code for one account."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.lib.acts import ADMIN_PAGE, Act, act_page, act_view, sent
from staff.flows.accounts import AccountOutOfReach, issue_new_code
from staff.forms.accounts import NewCodeForm
from staff.models.user import User
from staff.permissions import POLICY


def _issue(*, account: User, **values) -> dict:
    return {"account": account, "code": issue_new_code(user=account, **values)}


NEW_CODE = Act(
    title=_("New one-time code"),
    run=_issue,
    form=NewCodeForm,
    text=_(
        "First make sure who is asking. The person logs in with the code and chooses a new "
        "password; all open sessions of the account end. What you do here is kept in the log."
    ),
    button=_("Issue the code"),
    fields={AccountOutOfReach.code: "account"},
    shown="staff/admin/code_issued.html",
    icon="key",
    template=ADMIN_PAGE,
)


@act_view
def new_code(request):
    """Ask for account and reason; then show the code, this once."""
    POLICY.require(request.user, "staff.manage_account")
    form = NewCodeForm(**sent(request), initial={"account": request.GET.get("account", "")})
    return act_page(request, NEW_CODE, {}, back=reverse("wagtailadmin_home"), form=form)
