"""Admin page: a new one-time code for one account."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cms.lib.errors import DomainError
from staff.flows.accounts import AccountOutOfReach, issue_new_code
from staff.forms.accounts import NewCodeForm
from staff.permissions import POLICY


@never_cache
def new_code(request):
    """Ask for account and reason; then show the code, this once."""
    POLICY.require(request.user, "staff.manage_account")
    form = NewCodeForm(request.POST or None, initial={"account": request.GET.get("account", "")})
    if request.method == "POST" and form.is_valid():
        try:
            return _issue(request, form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "staff/admin/new_code.html", {"form": form})


def _issue(request, form: NewCodeForm):
    user = form.user()
    if user is None:
        raise AccountOutOfReach
    code = issue_new_code(
        by=request.user,
        user=user,
        reason=form.cleaned_data["reason"],
        at=timezone.now(),
        forget_second_factor=form.cleaned_data["forget_second_factor"],
    )
    return render(request, "staff/admin/code_issued.html", {"account": user, "code": code})
