"""通知公告: dated notices with their attachments."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks import FileBlock
from cms.models.base import BasePage, ListingPage


class NoticeQuerySet(PageQuerySet):
    def newest(self) -> "NoticeQuerySet":
        """Live notices: the pinned ones first, then by date."""
        return self.live().order_by("-pinned", "-issued_on", "-pk")


class NoticeIndexPage(ListingPage):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NoticePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("notice board")

    def listed(self, request):
        return NoticePage.objects.child_of(self.in_default_locale()).newest()


class NoticePage(BasePage):
    issued_on = models.DateField(_("date of issue"), default=timezone.localdate)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=80, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=160, blank=True)
    pinned = models.BooleanField(_("keep at the top"), default=False)
    attachments = StreamField(
        [("file", FileBlock())], blank=True, verbose_name=_("attachments"), max_num=10
    )

    objects = PageManager.from_queryset(NoticeQuerySet)()

    parent_page_types = ["cms.NoticeIndexPage"]
    subpage_types: list[str] = []
    search_fields = [*BasePage.search_fields, index.SearchField("summary")]
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("issued_on"),
        FieldPanel("document_number"),
        FieldPanel("issued_by"),
        FieldPanel("summary"),
        FieldPanel("pinned"),
        FieldPanel("body"),
        FieldPanel("attachments"),
    ]

    class Meta:
        verbose_name = _("notice")
