"""First log-in: staff number and one-time code, then the own password."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from cms.lib.errors import DomainError
from staff.flows.activation import VALID_FOR, CodeRefused, PasswordRefused, redeem_code
from staff.flows.tries import ACTIVATE, begin_try, forget_tries, forgive, words_of_left
from staff.forms.accounts import ActivationForm
from staff.queries.login import account_name, one_spelling
from staff.views.accounts import AccountAdapter, meant_by


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
        values, at = form.cleaned_data, timezone.now()
        account = account_name(values["staff_number"])
        meant = meant_by(self.request, values["staff_number"], account, ACTIVATE)
        try:
            tried = begin_try(meant=meant, address=self._address(), at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        try:
            if not tried.is_open:
                raise CodeRefused(days=VALID_FOR.days)
            user = redeem_code(
                staff_number=account, code=values["code"], password=values["password"], at=at
            )
        except CodeRefused as refusal:
            form.add_error("code", f"{refusal} {words_of_left(tried.left)}")
        except PasswordRefused as refusal:
            forgive(tried=tried)
            form.add_error("password", str(refusal))
        else:
            forgive(tried=tried)
            return self._enter(user)
        return self.form_invalid(form)

    def _address(self) -> str:
        return AccountAdapter(self.request).get_client_ip(self.request)

    def _enter(self, user):
        forget_tries(account=one_spelling(user.username))
        messages.success(self.request, _("Your account is ready. Welcome!"))
        return perform_login(self.request, user)
