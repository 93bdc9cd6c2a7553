"""What every page of the site has, and what every page that lists others does."""

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail.search import index

from cms.blocks import BodyBlock
from cms.models.own_work import ApprovedByAnother

PAGE_SIZE = 20
MOST_HITS = 500


class BasePage(ApprovedByAnother, Page):
    """Every page of the site: a body, no search-engine fields (nothing here is public)."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    search_fields = [*Page.search_fields, index.SearchField("body")]
    content_panels = [*Page.content_panels, FieldPanel("body")]
    # With this widget and a TitleFieldPanel the address follows the title by itself.
    promote_panels = [FieldPanel("slug", widget=SlugInput)]
    show_in_menus_default = False

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "today": timezone.localdate()}

    @property
    def html_lang(self) -> str:
        """For `lang` attributes around the content, which may differ from the frame's."""
        language = self.locale.language_code
        return "zh-CN" if language.startswith("zh") else language

    def in_default_locale(self) -> Page:
        """This page, or the page it was translated from: records and lists hang on that one."""
        default = Locale.get_default()
        if self.locale_id == default.pk:
            return self
        return self.get_translation_or_none(default) or self


class ListingPage(BasePage):
    """A page that lists its children, by words and by page number.

    A translated listing still lists the Chinese pages: titles are translated, content is not.
    """

    class Meta:
        abstract = True

    def listed(self, request) -> models.QuerySet:
        """The live children this request may see, in their order."""
        raise NotImplementedError

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        found = self.listed(request)
        if words:
            # The search index knows live pages and words; everything else the database filters.
            hits = found.model.objects.live().search(words)[:MOST_HITS]
            found = found.filter(pk__in=[page.pk for page in hits])
        context["words"] = words
        context["page_obj"] = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        return context
