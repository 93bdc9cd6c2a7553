"""Pages for when something is not there, not allowed or broken; each says what to do next."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def broken(request):
    """Must work when the database does not: no request context, no user."""
    return HttpResponseServerError(render_to_string("500.html"))
