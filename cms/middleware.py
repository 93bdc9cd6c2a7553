"""What every request passes through; order and reasons stand in settings."""

import re
from datetime import timedelta
from threading import BoundedSemaphore

import structlog
from allauth.account.adapter import get_adapter
from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_structlog.middlewares import RequestMiddleware

from cms.lends import ENTERS_ADMIN, KEEPS_SESSION, NEEDS_SECOND_FACTOR
from cms.lib.bounded import RETRY_AFTER, Busy
from cms.settings.security import mask_parts

SEEN = "jiangtang_seen"
SEEN_EVERY = 60  # seconds between two writes of the session for activity alone


def wants_json(request) -> bool:
    """Our scripts ask with `Accept: application/json`; they need a status, not a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def speaks_json(request) -> bool:
    """Asks for it or sends it, as the exam page does."""
    return wants_json(request) or request.content_type == "application/json"


def wants_page(request) -> bool:
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "text/html")


class PageCompressionMiddleware(GZipMiddleware):
    """Pages travel compressed: on a weak network a page is a third of a second, not two.

    Files and what is sent in pieces go as they are. A page may hold secrets beside words that a
    stranger chose (BREACH): tokens are masked anew for each page, and every page gets a random
    length, by Django's own middleware.
    """

    def process_response(self, request, response):
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.streaming or not is_page:
            return response
        return super().process_response(request, response)


class NoNulMiddleware:
    """Refuses addresses with a NUL character: nobody types one, and PostgreSQL cannot store it."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest()
        return self.get_response(request)


class BodyMiddleware:
    """Bounds what a request brings, before a byte of it is read.

    Each address takes so much and strangers less. Of large bodies a process takes a few at a time,
    so that some of its threads are always free for those who save answers. Whoever finds others
    at work (`Busy`) is answered with a page that says so.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        self.turns = BoundedSemaphore(settings.JIANGTANG_LARGE_BODIES_AT_ONCE)

    def __call__(self, request):
        size = self._size(request)
        if size <= settings.LARGE_BODY:
            small = self._limit(request.path)
            return self.get_response(request) if size <= small else self._too_large(request, small)
        limit = self._limit(request.path)
        if not self._is_public(request.path) and not request.user.is_authenticated:
            limit = min(limit, settings.LARGE_BODY)
        if size > limit:
            return self._too_large(request, limit)
        if not self.turns.acquire(blocking=False):
            return self._busy(request)
        try:
            return self.get_response(request)
        finally:
            self.turns.release()

    def process_exception(self, request, exception):
        return self._busy(request) if isinstance(exception, Busy) else None

    def _too_large(self, request, limit: int):
        if speaks_json(request):
            return JsonResponse({"error": "too_large"}, status=413)
        return render(request, "413.html", {"limit": limit}, status=413)

    def _busy(self, request):
        headers = {"Retry-After": str(RETRY_AFTER)}
        if speaks_json(request):
            return JsonResponse({"error": "busy"}, status=503, headers=headers)
        response = render(request, "503.html", status=503)
        response["Retry-After"] = headers["Retry-After"]
        return response

    @staticmethod
    def _size(request) -> int:
        told = request.META.get("CONTENT_LENGTH") or "0"
        return int(told) if told.isascii() and told.isdigit() else 0  # as Django reads it

    @staticmethod
    def _limit(path: str) -> int:
        fitting = (limit for place, limit in settings.BODY_LIMITS if re.match(place, path))
        return next(fitting, settings.BODY_LIMIT)

    @staticmethod
    def _is_public(path: str) -> bool:
        return path.startswith(settings.PUBLIC_UPLOADS)


class RequestLogMiddleware(RequestMiddleware):
    """One line per request: who (account id), from where, what, result. No personal data.

    The query string stays out, because people search by names and numbers, and so does whatever in
    an address would open something (one-time links, results of jobs); the client's address is
    the one our own proxies vouch for, never one that a client wrote into a header.
    """

    @staticmethod
    def format_request(request) -> str:
        return f"{request.method} {mask_parts(request.path)}"

    @staticmethod
    def bind_user_id(request) -> None:
        # The library wraps request.user a second time; Wagtail's log then drops entries about it.
        structlog.contextvars.bind_contextvars(user_id=request.user.pk)

    @classmethod
    def bind_ip(cls, request) -> None:
        structlog.contextvars.bind_contextvars(ip=get_adapter().get_client_ip(request))


class SignInMiddleware(LoginRequiredMiddleware):
    """Every view needs a log-in unless it says otherwise; scripts get 401 instead of a page."""

    def handle_no_permission(self, request, view_func):
        if wants_json(request):
            return JsonResponse({"error": "login_required"}, status=401)
        return super().handle_no_permission(request, view_func)


class IdleLimitMiddleware:
    """Ends a session after the idle limit, except while an app says it must live on.

    Apps add to KEEPS_SESSION; exams do, so that an idle limit never ends a running exam.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        limit = settings.JIANGTANG_IDLE_MINUTES * 60
        if limit and request.user.is_authenticated:
            now = timezone.now().timestamp()
            seen = request.session.get(SEEN, now)
            if now - seen > limit and not self._must_live(request):
                self._end(request)
            elif now - seen > SEEN_EVERY or SEEN not in request.session:
                request.session[SEEN] = now
        response = self.get_response(request)
        if limit and request.user.is_authenticated and SEEN not in request.session:
            # A log-in saves the session anyway: the next page then need not.
            request.session[SEEN] = timezone.now().timestamp()
        return response

    def _must_live(self, request) -> bool:
        return any(keep(request) for keep in KEEPS_SESSION)

    def _end(self, request) -> None:
        logout(request)
        if wants_page(request):
            text = _(
                "You were logged out because nothing happened for %(minutes)d minutes."
                " Please log in again; what was saved is still there."
            )
            messages.info(request, text % {"minutes": settings.JIANGTANG_IDLE_MINUTES})


class FirstPasswordMiddleware:
    """A first or outdated password opens nothing but the page that changes it.

    A running exam stays open: a password that expires half-way must not cost an answer.
    """

    OPEN_PREFIXES = ("/accounts/", "/static/", "/i18n/", "/healthz", "/readyz", "/exams/attempts/")

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and self._is_due(user) and not self._is_open(request.path):
            return self._send_away(request)
        return self.get_response(request)

    def _send_away(self, request):
        if wants_json(request):
            return JsonResponse({"error": "password_change_required"}, status=403)
        response = redirect("account_change_password")
        if wants_page(request):
            response["Location"] += "?" + urlencode({"next": request.get_full_path()})
        return response

    def _is_open(self, path: str) -> bool:
        return path.startswith(self.OPEN_PREFIXES)

    def _is_due(self, user) -> bool:
        days = settings.JIANGTANG_PASSWORD_MAX_DAYS
        if user.must_change_password:
            return True
        if not days or user.password_changed_at is None:
            return False
        return user.password_changed_at < timezone.now() - timedelta(days=days)


class DoorMiddleware:
    """Guards /admin/, and asks for the second factor wherever reach over others is used.

    ENTERS_ADMIN brings the account's Wagtail groups up to date. Whoever may not
    enter the admin finds nothing there (Wagtail alone would send them round in circles).

    The second factor hangs on the right, not on the address: until it is set up the policy
    withholds all reach over people, and what is not found for that reason leads to the page that
    sets it up.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if settings.JIANGTANG_REQUIRE_MFA and request.user.is_authenticated:
            request.user.factor_asked = True
        response = self.get_response(request)
        if response.status_code == 404 and getattr(request.user, "factor_withheld", False):
            return self._ask_second_factor(request)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not request.user.is_authenticated or not request.path.startswith("/admin/"):
            return None
        for enter in ENTERS_ADMIN:
            enter(request)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        return self._ask_second_factor(request) if self._lacks_factor(request) else None

    def _lacks_factor(self, request) -> bool:
        return any(needs(request) for needs in NEEDS_SECOND_FACTOR)

    def _ask_second_factor(self, request):
        if wants_json(request):
            return JsonResponse({"error": "second_factor_required"}, status=403)
        text = _("Your role needs a second proof of identity. Please set it up first.")
        messages.warning(request, text)
        return redirect("mfa_index")


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
