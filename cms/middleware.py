"""What every request passes through; order and reasons stand in settings."""

from datetime import timedelta

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth import logout
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from wagtail import hooks

SEEN = "jiangtang_seen"
SEEN_EVERY = 60  # seconds between two writes of the session for activity alone


class IdleLimitMiddleware:
    """Ends a session after the idle limit, except while an app says it must live on.

    Apps register `keep_session` hooks, `fn(request) -> bool`; the exam app uses one, so that
    an idle limit never ends a running exam.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        limit = settings.JIANGTANG_IDLE_MINUTES * 60
        if limit and request.user.is_authenticated:
            now = timezone.now().timestamp()
            seen = request.session.get(SEEN, now)
            if now - seen > limit and not self._must_live(request):
                logout(request)
            elif now - seen > SEEN_EVERY or SEEN not in request.session:
                request.session[SEEN] = now
        return self.get_response(request)

    def _must_live(self, request) -> bool:
        return any(keep(request) for keep in hooks.get_hooks("keep_session"))


class FirstPasswordMiddleware:
    """A first or outdated password opens nothing but the page that changes it."""

    OPEN_PREFIXES = ("/accounts/", "/static/", "/i18n/", "/healthz", "/readyz", "/exams/attempts/")

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and self._is_due(user) and not self._is_open(request.path):
            if request.headers.get("Accept", "").startswith("application/json"):
                return JsonResponse({"error": "password_change_required"}, status=403)
            return redirect("account_change_password")
        return self.get_response(request)

    def _is_open(self, path: str) -> bool:
        return path.startswith(self.OPEN_PREFIXES)

    def _is_due(self, user) -> bool:
        days = settings.JIANGTANG_PASSWORD_MAX_DAYS
        if user.must_change_password:
            return True
        if not days or user.password_changed_at is None:
            return False
        return user.password_changed_at < timezone.now() - timedelta(days=days)


class PrivatePagesMiddleware:
    """Pages of logged-in people are not stored by browsers or proxies (ASVS 14.3.2)."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response


class PathCSPMiddleware(CSPMiddleware):
    """Strict for our pages; inline script and style only where Wagtail's editor needs it."""

    def process_response(self, request, response):
        if request.path.startswith("/admin/"):
            response._csp_replace = {
                "script-src": [SELF, UNSAFE_INLINE],
                "style-src": [SELF, UNSAFE_INLINE],
            }
        return super().process_response(request, response)
