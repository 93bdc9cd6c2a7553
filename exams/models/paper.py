"""Papers: what candidates see, frozen when the paper is built."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bank.engine.items import ItemContent, Kind, content_of
from bank.engine.scoring import MultiplePolicy, ScoredItem
from bank.models.items import Item
from staff.models.organisation import Organisation


class Paper(models.Model):
    """A paper 试卷 never changes after it was built: another wish means another paper."""

    class MultipleChoices(models.TextChoices):
        PARTIAL = MultiplePolicy.PARTIAL.value, _("partial credit, any wrong choice gives 0")
        ALL_OR_NOTHING = MultiplePolicy.ALL_OR_NOTHING.value, _("all or nothing")

    title = models.CharField(_("title"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    multiple_policy = models.CharField(
        _("multiple choice"),
        max_length=14,
        choices=MultipleChoices,
        default=MultipleChoices.PARTIAL,
    )
    points = models.DecimalField(_("full marks"), max_digits=7, decimal_places=2)
    items_count = models.PositiveSmallIntegerField(_("items"))
    digest = models.CharField(_("digest"), max_length=64)
    built_at = models.DateTimeField(_("built"))
    built_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-built_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the items, in order."""
        rows = self.items.order_by("position").values_list("content__kind", flat=True)
        return tuple(map(Kind, rows))


class PaperSection(models.Model):
    """A part of a paper 大题 (append-only)."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=80)

    class Meta:
        verbose_name = _("paper section")
        verbose_name_plural = _("paper sections")
        ordering = ["paper", "position"]
        constraints = [models.UniqueConstraint(fields=["paper", "position"], name="section_once")]

    def __str__(self) -> str:
        return self.title


class PaperItem(models.Model):
    """One item as it is asked: revision, content and digest, frozen (append-only)."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="items")
    section = models.ForeignKey(PaperSection, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("item number"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="uses")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()  # kind, stem, choices, key, rationale, basis, topic
    digest = models.CharField(max_length=64)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("paper item")
        verbose_name_plural = _("paper items")
        ordering = ["paper", "position"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="paperitem_position_once"),
            models.UniqueConstraint(fields=["paper", "item"], name="paperitem_item_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="paperitem_points_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.content['stem'][:40]}"

    @property
    def kind(self) -> Kind:
        return Kind(self.content["kind"])

    @property
    def item_content(self) -> ItemContent:
        return content_of(self.content)

    @property
    def scored(self) -> ScoredItem:
        return ScoredItem(self.position, self.item_content, self.points)
