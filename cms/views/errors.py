"""Pages for when something is not there, not allowed or broken; each says what to do next."""

from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request, exception=None) -> HttpResponse:
    return render(request, "404.html", status=404)


def forbidden(request, exception=None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failed(request, reason: str = "") -> HttpResponse:
    """The form lost its token: an old tab, cookies off, or a foreign page. Nothing was saved."""
    return render(request, "403_csrf.html", status=403)


def too_many(request, exception=None) -> HttpResponse:
    """allauth asks for this by the name handler429."""
    return render(request, "429.html", status=429)


def broken(request) -> HttpResponse:
    """Must work when the database does not: no request context, no user."""
    return HttpResponseServerError(render_to_string("500.html"))
