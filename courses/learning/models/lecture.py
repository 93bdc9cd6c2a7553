"""大讲堂: lectures held in a hall or on line, with their programme, material and sessions."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from cms.blocks import FileBlock
from cms.models.base import ListingPage
from cms.models.basis import Citation, CitesBasis
from courses.learning.models.teaching import TeachingPage, TeachingQuerySet


class LectureHallPage(ListingPage):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["learning.LecturePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("lecture hall")

    def listed(self, request):
        found = LecturePage.objects.child_of(self.in_default_locale()).listed()
        level = request.GET.get("level", "")
        return found.filter(level=level) if level in LecturePage.Level.values else found

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["levels"] = LecturePage.Level.choices
        context["level"] = request.GET.get("level", "")
        context["coming"] = (
            LectureSession.objects.filter(page__live=True, starts_at__gte=timezone.now())
            .select_related("page")
            .order_by("starts_at")[:5]
        )
        return context


class StepBlock(blocks.StructBlock):
    """One step of a lecture's programme."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    length = blocks.CharBlock(label=_("Planned length"), max_length=20, required=False)
    text = blocks.TextBlock(label=_("What happens"), required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class LectureQuerySet(TeachingQuerySet):
    def listed(self) -> "LectureQuerySet":
        return self.live().select_related("topic").order_by("-first_published_at", "-pk")


class LecturePage(TeachingPage):
    class Level(models.TextChoices):
        CITY = "city", _("city key training")
        COUNTY = "county", _("county catch-up training")

    class Form(models.TextChoices):
        HALL = "hall", _("in the hall")
        ONLINE = "online", _("on line")
        BOTH = "both", _("in the hall and on line")

    level = models.CharField(_("level"), max_length=8, choices=Level, default=Level.CITY)
    form = models.CharField(_("form"), max_length=8, choices=Form, default=Form.HALL)
    length_text = models.CharField(_("nominal length"), max_length=60, blank=True)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    outline = StreamField([("step", StepBlock())], blank=True, verbose_name=_("programme"))
    materials = StreamField([("file", FileBlock())], blank=True, verbose_name=_("material"))
    materials_note = models.TextField(_("list of material and files to keep"), blank=True)

    objects = PageManager.from_queryset(LectureQuerySet)()

    parent_page_types = ["learning.LectureHallPage"]
    subpage_types: list[str] = []
    search_fields = [*TeachingPage.search_fields, index.SearchField("outline")]
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("purpose"),
        FieldPanel("body"),
        FieldPanel("outline"),
        CitesBasis.basis_panel,
        InlinePanel("sessions", heading=_("Lecture sessions"), label=_("Lecture session")),
        MultiFieldPanel([FieldPanel("materials"), FieldPanel("materials_note")], _("Material")),
        MultiFieldPanel(
            [
                FieldPanel("topic"),
                FieldPanel("level"),
                FieldPanel("form"),
                FieldPanel("audience"),
                FieldPanel("length_text"),
                FieldPanel("credit_hours"),
                FieldPanel("valid_until"),
                FieldPanel("regions"),
            ],
            heading=_("About this lecture"),
        ),
    ]

    class Meta:
        verbose_name = _("lecture")
        verbose_name_plural = _("lectures")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["is_current"] = self.is_current(context["today"])
        context["now"] = timezone.now()
        return context


class LectureSession(Orderable):
    """One sitting-down of a lecture: when, where, whom to call."""

    page = ParentalKey(LecturePage, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    place = models.CharField(_("place"), max_length=120)
    contact = models.CharField(_("contact"), max_length=80, blank=True)
    document_number = models.CharField(_("number of the notice"), max_length=60, blank=True)

    panels = [
        FieldPanel("starts_at"),
        FieldPanel("place"),
        FieldPanel("contact"),
        FieldPanel("document_number"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("lecture session")
        verbose_name_plural = _("lecture sessions")

    def __str__(self) -> str:
        return f"{self.page} · {self.starts_at:%Y-%m-%d}"


class LectureCitation(Citation):
    page = ParentalKey(LecturePage, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("cited basis")
