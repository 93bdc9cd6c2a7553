"""The item bank: what can be asked, with its key, its legal basis and its history."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from bank.engine.faults import faults
from bank.engine.items import (
    WORDS,
    Asked,
    ItemContent,
    Kind,
    Mark,
    asked,
    content_of,
    stem_digest,
    weakest_mark,
    words_of,
)
from bank.models.fields import LinesField
from bank.models.labels import DIFFICULTIES, KIND_LABELS, MARK_LABELS, fault_text
from bank.models.topics import Topic
from cms.lib.chain import canonical, digest
from cms.models.basis import LegalBasis
from cms.models.own_work import ApprovedByAnother
from staff.models.organisation import Organisation


class ItemBank(models.Model):
    """A bank belongs to one organisation; its trainers and reviewers work in it."""

    name = models.CharField(_("bank name"), max_length=80, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("item bank")
        verbose_name_plural = _("item banks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(models.QuerySet):
    def askable(self) -> "ItemQuerySet":
        """Published items whose basis is checked: the only ones a paper may take."""
        return self.filter(live=True).exclude(basis_mark=Mark.UNCHECKED)


class Item(
    ApprovedByAnother,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """One item 试题. `live` means reviewed and published; drafts never reach a paper."""

    bank = models.ForeignKey(
        ItemBank, on_delete=models.PROTECT, related_name="items", verbose_name=_("bank")
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="items", verbose_name=_("topic")
    )
    kind = models.CharField(
        _("kind of item"), max_length=10, choices=[(kind.value, KIND_LABELS[kind]) for kind in Kind]
    )
    stem = models.TextField(_("stem"), help_text=_("Blanks are written as ____."))
    choices = LinesField(
        _("answer choices"),
        default=list,
        blank=True,
        help_text=_("One choice per line, at most six; the first is A. Only for choice items."),
    )
    key = models.TextField(
        _("key"),
        help_text=_(
            "Single: B. Multiple: ABD. Judgement: 正确 or 错误. Blanks: a|b, alternatives a/b. "
            "Case: the model answer. Exercise: A1=22.50;A2=10."
        ),
    )
    rationale = models.TextField(_("rationale or marking points"), blank=True)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=DIFFICULTIES, default=1)
    basis = models.TextField(
        _("legal basis"),
        help_text=_("With its mark: [已核], [佐证], [本地] or [待核]; [待核] blocks publishing."),
    )
    basis_mark = models.CharField(
        _("basis checked"),
        max_length=12,
        blank=True,
        editable=False,
        choices=[(mark.value, MARK_LABELS[mark]) for mark in Mark if mark],
    )
    bases = ParentalManyToManyField(
        LegalBasis,
        blank=True,
        related_name="items",
        verbose_name=_("cited articles"),
        help_text=_("So that the item is found when one of these articles changes."),
    )
    stem_digest = models.CharField(max_length=64, editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="item",
        for_concrete_model=False,
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="item",
        for_concrete_model=False,
    )

    objects = ItemQuerySet.as_manager()

    search_fields = [
        index.SearchField("stem"),
        index.AutocompleteField("stem"),
        index.SearchField("rationale"),
        index.FilterField("bank_id"),
        index.FilterField("topic_id"),
        index.FilterField("kind"),
        index.FilterField("difficulty"),
        index.FilterField("basis_mark"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "stem_digest"], name="item_stem_once"),
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=3), name="item_difficulty_1_to_3"
            ),
            models.CheckConstraint(
                condition=~Q(live=True, basis_mark="unchecked"), name="item_unchecked_not_live"
            ),
        ]

    def __str__(self) -> str:
        return self.stem if len(self.stem) <= 40 else f"{self.stem[:39]}…"

    @property
    def revisions(self):
        return self._revisions

    @property
    def words(self) -> dict[str, object]:
        """What the item says, field by field."""
        return words_of({name: getattr(self, name) for name in WORDS})

    @property
    def content(self) -> ItemContent:
        return content_of(self.words)

    @property
    def asked(self) -> Asked:
        return asked(self.content)

    @property
    def content_digest(self) -> str:
        """Pins what somebody saw: the same words, in the row or in a revision, the same digest."""
        return digest(canonical(self.words))

    @property
    def is_unchecked(self) -> bool:
        return weakest_mark(self.basis) is Mark.UNCHECKED

    @property
    def is_askable(self) -> bool:
        """Published with a checked basis: what `askable()` filters by, of one item."""
        return self.live and self.live_revision_id is not None and not self.is_unchecked

    def _derive(self) -> None:
        self.basis_mark = weakest_mark(self.basis).value
        self.stem_digest = stem_digest(self.stem)

    def clean(self) -> None:
        super().clean()
        self._derive()
        if self.kind:
            problems: dict[str, list] = {}
            for fault in faults(self.content):
                problems.setdefault(fault.field, []).append(fault_text(fault))
            if problems:
                raise ValidationError(problems)
        twins = Item.objects.filter(bank_id=self.bank_id, stem_digest=self.stem_digest)
        if twins.exclude(pk=self.pk).exists():
            raise ValidationError({"stem": _("The bank already has an item with this stem.")})

    def save(self, *args, **kwargs):
        self._derive()
        super().save(*args, **kwargs)

    def get_preview_template(self, request, mode_name):
        return "bank/item_preview.html"
