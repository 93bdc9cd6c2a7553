"""Pledge templates and their versions. A published version never changes (trigger in 0002)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models.basis import LegalBasis
from pledges.rounds.engine.ceremony import VersionChange
from pledges.rounds.engine.document import Clause, PledgeText
from staff.models.organisation import Post

CHANGE_LABELS = {
    VersionChange.EDITORIAL: _("editorial: signatures stay valid"),
    VersionChange.MATERIAL: _("material: has to be signed again"),
}


class PledgeTemplate(models.Model):
    """A kind of pledge, such as 社会救助经办服务人员承诺书; its words stand in its versions."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    posts = models.ManyToManyField(
        Post,
        related_name="+",
        blank=True,
        verbose_name=_("posts that sign"),
        help_text=_("None chosen: everybody in the unit."),
    )
    categories = models.JSONField(
        _("kinds of staff that sign"),
        default=list,
        blank=True,
        help_text=_("None chosen: all kinds of staff."),
    )
    again_on_post = models.BooleanField(_("sign again after a change of post"), default=True)
    again_on_unit = models.BooleanField(_("sign again after a change of unit"), default=False)
    again_on_return = models.BooleanField(_("sign again after leaving and returning"), default=True)

    class Meta:
        verbose_name = _("pledge template")
        verbose_name_plural = _("pledge templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class VersionQuerySet(models.QuerySet):
    def published(self) -> "VersionQuerySet":
        return self.filter(published_at__isnull=False)


class PledgeTemplateVersion(models.Model):
    """The words of a pledge. A draft until published, then fixed for ever."""

    template = models.ForeignKey(
        PledgeTemplate,
        on_delete=models.PROTECT,
        related_name="versions",
        verbose_name=_("pledge template"),
    )
    number = models.PositiveSmallIntegerField(_("version number"))
    title = models.CharField(_("title"), max_length=120)
    preamble = models.TextField(_("opening"))
    clauses = models.JSONField(_("clauses"), default=list)  # [{"heading", "text"}, …]
    closing = models.TextField(_("closing"))
    consent = models.TextField(_("consent to signing electronically"))
    bases = models.ManyToManyField(
        LegalBasis,
        through="VersionBasis",
        related_name="pledge_versions",
        verbose_name=_("legal basis"),
    )
    basis_text = models.TextField(_("legal basis as printed"), blank=True, editable=False)
    term_months = models.PositiveSmallIntegerField(
        _("valid for (months)"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)
    # Said when it is published; the first version of a template changes nothing.
    change = models.CharField(
        _("kind of change"),
        max_length=10,
        blank=True,
        editable=False,
        choices=[(change.value, CHANGE_LABELS[change]) for change in VersionChange],
    )
    change_note = models.CharField(_("what changed"), max_length=200, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge version")
        verbose_name_plural = _("pledge versions")
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, digest="")
                | (Q(published_at__isnull=False) & ~Q(digest="")),
                name="version_published_has_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} V{self.number}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"version:{self.pk}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def text(self) -> PledgeText:
        """The words with their placeholders, as the engine takes them."""
        clauses = tuple(Clause(c["heading"], c["text"]) for c in self.clauses)
        return PledgeText(self.title, self.preamble, clauses, self.closing)


class VersionBasis(models.Model):
    """A version rests on an article; the article cannot be deleted while cited."""

    version = models.ForeignKey(PledgeTemplateVersion, on_delete=models.CASCADE, related_name="+")
    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("basis of a pledge version")
        verbose_name_plural = _("bases of pledge versions")
        constraints = [
            models.UniqueConstraint(fields=["version", "basis"], name="version_basis_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.basis_id}"
