"""The cookie by which a device is known again; it proves nothing and opens nothing by itself."""

import secrets

from django.conf import settings

COOKIE = "jiangtang_device"
LENGTH = 43


def device_of(request) -> str:
    """The device's own token, or nothing."""
    token = request.COOKIES.get(COOKIE, "")
    return token if len(token) == LENGTH and token.isascii() else ""


def mark_device(request) -> str:
    """The token of this device from now on; the answer to `request` carries it."""
    token = device_of(request) or secrets.token_urlsafe(32)
    request.marked_device = token
    return token


def send_mark(request, response) -> None:
    """Put the mark into the answer, when there is one."""
    token = getattr(request, "marked_device", "")
    if token:
        response.set_cookie(
            COOKIE,
            token,
            max_age=180 * 86400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
