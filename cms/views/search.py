"""Search over the published pages the user may read."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

MOST_CHARACTERS = 100


@require_safe
def search(request):
    """Content is Chinese in either language of the interface; restricted pages stay out."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:MOST_CHARACTERS]
    found = Page.objects.none()
    if words:
        pages = Page.objects.live().public().filter(locale=Locale.get_default())
        found = pages.exclude(depth__lte=2).search(words)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    return render(request, "search.html", {"words": words, "page": page})
