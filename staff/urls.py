"""Addresses of people and accounts. Named `staff:…`."""

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from staff.views import accounts, activation, notices, record

app_name = "staff"

# allauth serves these; this product has no sign-up, no e-mail addresses, no reset by mail.
SHUT = (
    r"^accounts/(?:email|confirm-email|password/set|password/reset/(?:done|key)|login/code"
    r"|signup/passkey)(?:/.*)?$"
)

urlpatterns = [
    path("me/", record.me, name="me"),
    path("me/notices/", notices.notices, name="notices"),
    path("people/<str:staff_number>/", record.person, name="person"),
    path("accounts/activate/", activation.ActivationView.as_view(), name="activate"),
    path("accounts/help/", accounts.account_help, name="account_help"),
    path("accounts/signup/", accounts.account_help),
    path("accounts/password/reset/", accounts.account_help),
    re_path(SHUT, accounts.closed),
    path("admin/login/", accounts.admin_login),
    path("admin/account/", require_admin_access(accounts.OwnSettingsView.as_view())),
    # Wagtail's own log report shows every organisation's names to every editor.
    re_path(r"^admin/reports/site-history(?:/.*)?$", accounts.closed),
]
