"""First log-in: staff number and one-time code, then the own password."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from staff.flows.activation import CodeRefused, PasswordRefused, redeem_code
from staff.forms.accounts import ActivationForm
from staff.queries.login import account_name
from staff.views.accounts import AccountAdapter


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("code", "password", "again"), name="dispatch")
class ActivationView(FormView):
    """Guesses are counted like failed log-ins but apart: a code opens a locked account."""

    template_name = "staff/activate.html"
    form_class = ActivationForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return redirect("/")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ActivationForm):
        values = form.cleaned_data
        key = f"activate:{account_name(values['staff_number'])}"
        if not ratelimit.consume(self.request, action="login_failed", key=key, dry_run=True):
            form.add_error(None, AccountAdapter.error_messages["too_many_login_attempts"])
            return self.form_invalid(form)
        try:
            user = redeem_code(
                staff_number=values["staff_number"],
                code=values["code"],
                password=values["password"],
                at=timezone.now(),
            )
        except CodeRefused as refusal:
            ratelimit.consume(self.request, action="login_failed", key=key)
            form.add_error("code", str(refusal))
        except PasswordRefused as refusal:
            form.add_error("password", str(refusal))
        else:
            return self._enter(user)
        return self.form_invalid(form)

    def _enter(self, user):
        AccountAdapter(self.request).forget_failures(self.request, user)
        messages.success(self.request, _("Your account is ready. Welcome!"))
        return perform_login(self.request, user)
