"""小课堂: mini-lessons of a few minutes, finished by a check question."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import PageManager

from bank.engine.keys import KeyLine, key_lines
from bank.models.items import Item
from bank.models.topics import Topic
from cms.models.base import ListingPage
from cms.models.basis import Citation, CitesBasis
from courses.learning.blocks import LessonBodyBlock
from courses.learning.models.forms import LessonForm
from courses.learning.models.record import CheckAnswer, LearningRecord
from courses.learning.models.teaching import TeachingPage, TeachingQuerySet


class MiniLessonIndexPage(ListingPage):
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["learning.MiniLessonPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("mini-lessons")

    def listed(self, request):
        found = MiniLessonPage.objects.child_of(self.in_default_locale()).listed()
        topic = request.GET.get("topic", "")
        if topic.isdecimal():
            found = found.filter(topic_id=int(topic))
        found = LearningRecord.objects.mark_done(found, request.user)
        done = {"done": True, "open": False}.get(request.GET.get("state", ""))
        return found if done is None else found.filter(is_done=done)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["topics"] = Topic.objects.filter(
            pk__in=MiniLessonPage.objects.live().values("topic_id")
        )
        context["topic"] = request.GET.get("topic", "")
        context["state"] = request.GET.get("state", "")
        return context


class MiniLessonQuerySet(TeachingQuerySet):
    def listed(self) -> "MiniLessonQuerySet":
        """Live lessons with their topic, in the order the trainers keep."""
        return self.live().select_related("topic").order_by("path")


@dataclass(frozen=True)
class Part:
    """One brick of the body; for a check question its item and the reader's last answer."""

    block: StreamValue.StreamChild
    answer: CheckAnswer | None

    @property
    def is_check(self) -> bool:
        return self.block.block_type == "check_item"

    @property
    def item(self) -> Item:
        return self.block.value

    @property
    def lines(self) -> tuple[KeyLine, ...]:
        """The item with its key laid open."""
        return key_lines(self.item.content)


class MiniLessonPage(TeachingPage):
    """Read or watch, answer the check question, done: once per person."""

    base_form_class = LessonForm

    audience = models.CharField(_("for whom"), max_length=120, blank=True)
    length_text = models.CharField(
        _("nominal length"), max_length=30, blank=True, help_text=_("Such as: 4 minutes")
    )
    body = StreamField(LessonBodyBlock(), verbose_name=_("body"))

    objects = PageManager.from_queryset(MiniLessonQuerySet)()

    parent_page_types = ["learning.MiniLessonIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("purpose"),
        FieldPanel("body"),
        CitesBasis.basis_panel,
        MultiFieldPanel(
            [
                FieldPanel("topic"),
                FieldPanel("audience"),
                FieldPanel("length_text"),
                FieldPanel("credit_hours"),
                FieldPanel("valid_until"),
                FieldPanel("regions"),
            ],
            heading=_("About this lesson"),
        ),
    ]

    class Meta:
        verbose_name = _("mini-lesson")
        verbose_name_plural = _("mini-lessons")

    def items(self) -> dict[int, Item]:
        """The items that the body asks, by number, in reading order."""
        blocks = [block for block in self.body if block.block_type == "check_item"]
        return {block.value.pk: block.value for block in blocks if block.value is not None}

    def parts(self, user) -> list["Part"]:
        """The body in reading order, each check question with the user's last answer to it."""
        answers = CheckAnswer.objects.latest_of(user, self.in_default_locale().pk)
        return [
            Part(block, answers.get(block.value.pk) if block.block_type == "check_item" else None)
            for block in self.body
            if block.value is not None
        ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        user, today = request.user, context["today"]
        records = LearningRecord.objects.of(user)
        origin = self.in_default_locale()
        still_open = MiniLessonPage.objects.current(today).exclude(pk=origin.pk)
        context.update(
            is_current=self.is_current(today),
            is_learner=getattr(user, "member", None) is not None,
            record=records.filter(page=origin.pk).first(),
            parts=self.parts(user),
            next_lesson=still_open.exclude(pk__in=records.values("page")).order_by("path").first(),
        )
        return context


class LessonCitation(Citation):
    page = ParentalKey(MiniLessonPage, on_delete=models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        verbose_name = _("cited basis")
