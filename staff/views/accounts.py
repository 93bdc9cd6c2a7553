"""What allauth's log-in pages ask of this house, and the addresses of allauth that stay shut."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
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

from staff.flows.passwords import change_password
from staff.flows.sessions import record_failed_log_in, record_log_in
from staff.queries.login import account_name

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - of a socket file, say: an address that nobody has


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; log-ins and password changes are recorded; names are not given away."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The number or the password is wrong."),
        "too_many_login_attempts": _(
            "Too many failed attempts. Please wait 15 minutes and try again, or ask your"
            " accounts administrator for a new one-time code."
        ),
    }

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

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        # One count per account: username, staff number and phone are three names of one person.
        return account_name(credentials.get("username", "")).lower()

    def forget_failures(self, request, user) -> None:
        """Open a locked account: its holder has just proved otherwise who they are."""
        self._delete_login_attempts_cached_email(request, username=user.username)

    def authentication_failed(self, request, **credentials) -> None:
        record_failed_log_in(typed=credentials.get("username", ""), ip=self.get_client_ip(request))

    def login(self, request, user) -> None:
        super().login(request, user)
        record_log_in(user=user, ip=self.get_client_ip(request))


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
