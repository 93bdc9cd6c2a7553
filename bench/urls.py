"""The product's addresses and one empty view: the unit that figures are told in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from cms.urls import handler403, handler404, handler500
from cms.urls import urlpatterns as product

__all__ = ["handler403", "handler404", "handler500"]


@login_not_required
def empty(request):
    """Nothing but Django and the product's own middleware."""
    return HttpResponse("")


urlpatterns = [path("bench/empty", empty), *product]
