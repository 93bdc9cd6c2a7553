"""The home page and plain sections."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lends import collect_cards
from cms.models.base import BasePage
from cms.models.notices import NoticePage

NOTICES_AT_HOME = 5


class HomePage(BasePage):
    """What a person finds after log-in: what is due, then what is new."""

    max_count_per_parent = 2
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def route(self, request, path_components):
        """A path that is not translated is answered by the Chinese page, never by a 404."""
        try:
            return super().route(request, path_components)
        except Http404:
            original = self.in_default_locale()
            if original.pk == self.pk:
                raise
            return original.specific.route(request, path_components)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["cards"] = collect_cards(request, timezone.now())
        context["notices"] = NoticePage.objects.newest()[:NOTICES_AT_HOME]
        return context


class SectionPage(BasePage):
    """A page of plain content, with pages below it."""

    parent_page_types = ["cms.HomePage", "cms.SectionPage"]
    subpage_types = ["cms.SectionPage"]

    class Meta:
        verbose_name = _("section page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["sections"] = self.get_children().live()
        return context
