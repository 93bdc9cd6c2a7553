"""政策库: which rule is in force, since when, and what it is for."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from cms.models.base import BasePage, ListingPage
from cms.models.basis import Citation, CitesBasis


class PolicyQuerySet(PageQuerySet):
    def listed(self) -> "PolicyQuerySet":
        return self.live().order_by("rank", "-effective_on", "title")


class PolicyIndexPage(ListingPage):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.PolicyPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("policy library")

    def listed(self, request):
        found = PolicyPage.objects.child_of(self.in_default_locale()).listed()
        rank = request.GET.get("rank", "")
        return found.filter(rank=rank) if rank in PolicyPage.Rank.values else found

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["ranks"] = PolicyPage.Rank.choices
        context["rank"] = request.GET.get("rank", "")
        return context


class PolicyPage(CitesBasis, BasePage):
    """One document of the library: a reference and a use, not a copy of the text."""

    class Rank(models.TextChoices):
        LAW = "1law", _("law")
        REGULATION = "2regulation", _("administrative regulation")
        RULE = "3rule", _("ministerial document")
        LOCAL = "4local", _("local document")

    rank = models.CharField(_("kind of document"), max_length=12, choices=Rank, default=Rank.RULE)
    issuing_body = models.CharField(_("issuing body"), max_length=80)
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    effective_on = models.DateField(_("in force since"), null=True, blank=True)
    purpose = models.CharField(_("what it is for"), max_length=200)
    file = models.ForeignKey(
        "wagtaildocs.Document",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("file"),
    )

    objects = PageManager.from_queryset(PolicyQuerySet)()

    parent_page_types = ["cms.PolicyIndexPage"]
    subpage_types: list[str] = []
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("purpose"),
        index.SearchField("document_number"),
        index.SearchField("issuing_body"),
        index.FilterField("rank"),
    ]
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("rank"),
        FieldPanel("issuing_body"),
        FieldPanel("document_number"),
        FieldPanel("effective_on"),
        FieldPanel("purpose"),
        CitesBasis.basis_panel,
        FieldPanel("file"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("policy document")


class PolicyCitation(Citation):
    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("cited basis")
