"""What allauth's log-in pages ask of this house, and the addresses of allauth that stay shut."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
)

from cms.lib.errors import DomainError
from staff.adapters.devices import device_of, mark_device
from staff.flows.passwords import change_password
from staff.flows.sessions import (
    record_failed_confirmation,
    record_failed_log_in,
    record_log_in,
)
from staff.flows.tries import (
    CONFIRM,
    LOG_IN,
    Meant,
    begin_try,
    forgive,
    know_device,
    knows_device,
    words_of_left,
)
from staff.queries.login import account_name, one_spelling

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - of a socket file, say: an address that nobody has


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; log-ins and password changes are recorded; names are not given away.

    Passwords are tested nowhere else: the log-in, the page that asks again, and every signature
    come here, each with a count of its own (staff.flows.tries).
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "The number or the password is wrong, or it was tried too often elsewhere."
        ),
        "incorrect_password": _("The password is wrong."),
    }
    tries_left: int | None = None

    def get_client_ip(self, request) -> str:
        """The address our own proxies vouch for; what they do not know decides over nothing.

        A proxy fewer than configured, or a header that names no address: then it is that of the
        connection, so that a wrong number in the settings costs precision and no page.
        """
        try:
            return super().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            return request.META.get("REMOTE_ADDR") or NO_ADDRESS

    def is_open_for_signup(self, request) -> bool:
        """Accounts come from the roster only."""
        return False

    def set_password(self, user, password) -> None:
        change_password(user=user, password=password, at=timezone.now())

    def get_password_change_redirect_url(self, request) -> str:
        return "/"

    def authenticate(self, request, **credentials):
        """The user whose password this is, or None. Raises ValidationError, and tests nothing,
        where too many were wrong.
        """
        typed, password = credentials.get("username", ""), credentials.get("password", "")
        account = account_name(typed)
        meant = meant_by(request, typed, account)
        ip = self.get_client_ip(request)
        try:
            tried = begin_try(meant=meant, address=ip, at=timezone.now())
        except DomainError as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        if not tried.is_open:
            make_password(password)  # it takes as long as a password that is tested
            user = None
        else:
            user = authenticate(request, username=account, password=password)
        if user is not None:
            forgive(tried=tried)
            return user
        self.tries_left = tried.left
        if meant.action == CONFIRM:
            record_failed_confirmation(user=request.user, ip=ip)
        elif tried.is_open:
            record_failed_log_in(account=account, ip=ip)
        return None

    def validation_error(self, code, *args):
        """A refusal of a password says how many tries are left, before the lock and not after."""
        error = super().validation_error(code, *args)
        if self.tries_left is None or not code.endswith(("_mismatch", "_password")):
            return error
        return ValidationError(f"{error.message} {words_of_left(self.tries_left)}", code=code)

    def login(self, request, user) -> None:
        super().login(request, user)
        record_log_in(user=user, ip=self.get_client_ip(request))
        know_device(user=user, token=mark_device(request), at=timezone.now())


def meant_by(request, typed: str, account: str, action: str = LOG_IN) -> Meant:
    """Whose tries these are: of the session's user, of a device that the account is known on, or
    of everybody else together.
    """
    if request.user.is_authenticated:
        return Meant(CONFIRM, str(request.user.pk), str(request.user.pk))
    name = one_spelling(account)
    device = device_of(request)
    known = device if knows_device(username=account, token=device, at=timezone.now()) else ""
    return Meant(action, one_spelling(typed), name, known)


@login_not_required
@require_safe
def account_help(request):
    """Instead of sign-up and reset by mail: where accounts come from and whom to ask."""
    return render(request, "staff/account_help.html")


@login_not_required
def admin_login(request):
    """Wagtail's own log-in knows neither lock-out nor second factor: there is one door only."""
    query = {"next": request.GET.get("next") or reverse("wagtailadmin_home")}
    return redirect(f"{reverse('account_login')}?{urlencode(query)}")


class OwnSettingsView(AccountView):
    """Wagtail's page of one's own settings, without what the roster keeps."""

    LEFT_OUT = (NameEmailSettingsPanel, AvatarSettingsPanel)

    def get_panels(self) -> list:
        return [panel for panel in super().get_panels() if not isinstance(panel, self.LEFT_OUT)]


@login_not_required
def closed(request, **_kwargs):
    """Addresses that allauth serves and this product does not have."""
    raise Http404
