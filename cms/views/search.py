"""Search over the published pages the user may read."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page


@require_safe
def search(request):
    words = request.GET.get("q", "").strip()[:100]
    found = Page.objects.none()
    if words:
        pages = Page.objects.live().filter(locale=Locale.get_active()).exclude(depth__lte=2)
        found = pages.search(words)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    return render(request, "search.html", {"words": words, "page": page})
