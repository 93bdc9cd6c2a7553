"""依据: the article a lesson, a document or an item rests on, with its version and last check."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from cms.models.forms import CitingPageForm, LegalBasisForm


class LegalBasisQuerySet(models.QuerySet):
    def unchecked(self) -> "LegalBasisQuerySet":
        return self.filter(status=LegalBasis.Status.UNCHECKED)

    def in_force(self, on: date) -> "LegalBasisQuerySet":
        """Rows that may still be cited on the date `on`."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))

    def doubtful(self, on: date) -> "LegalBasisQuerySet":
        """Rows whose citing content someone must look at: unchecked, or retired by `on`."""
        return self.filter(Q(status=LegalBasis.Status.UNCHECKED) | Q(retired_on__lte=on))


class LegalBasis(index.Indexed, models.Model):
    """One article of one version of a rule. It is retired when the law changes, never deleted."""

    class Status(models.TextChoices):
        CHECKED = "checked", _("checked against the text")
        CORROBORATED = "corroborated", _("corroborated by a public document")
        UNCHECKED = "unchecked", _("not yet checked")
        LOCAL = "local", _("local source only")

    law = models.CharField(_("law or rule"), max_length=120)
    article = models.CharField(_("article"), max_length=120, blank=True)
    version = models.CharField(
        _("version"), max_length=80, help_text=_("Year of the text or its document number.")
    )
    status = models.CharField(
        _("state of the check"), max_length=12, choices=Status, default=Status.UNCHECKED
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    retired_on = models.DateField(
        _("retired on"),
        null=True,
        blank=True,
        help_text=_("From this day it may not be cited. Everything that cites it is listed."),
    )

    objects = LegalBasisQuerySet.as_manager()
    base_form_class = LegalBasisForm

    search_fields = [
        index.SearchField("law"),
        index.SearchField("article"),
        index.SearchField("version"),
        index.SearchField("note"),
        index.AutocompleteField("law"),
        index.AutocompleteField("article"),
        index.FilterField("status"),
        index.FilterField("retired_on"),
    ]
    panels = [
        FieldPanel("law"),
        FieldPanel("article"),
        FieldPanel("version"),
        FieldPanel("status"),
        FieldPanel("checked_on"),
        FieldPanel("checked_by"),
        FieldPanel("note"),
        FieldPanel("retired_on"),
    ]

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["law", "pk"]  # articles as they were entered: 第三十条 sorts before 第四条
        constraints = [
            models.UniqueConstraint(fields=["law", "article", "version"], name="basis_once"),
            models.CheckConstraint(
                condition=Q(status="unchecked") | Q(checked_on__isnull=False),
                name="basis_check_has_date",
                violation_error_message=_("Say on which day the text was checked."),
            ),
        ]

    def __str__(self) -> str:
        mark = f" [{self.mark}]" if self.mark else ""
        return f"《{self.law}》{self.article}（{self.version}）{mark}"

    @property
    def mark(self) -> str:
        """The editors' mark of doubt; checked articles carry none."""
        return "" if self.status == self.Status.CHECKED else str(self.get_status_display())

    @property
    def is_unchecked(self) -> bool:
        return self.status == self.Status.UNCHECKED

    def is_retired(self, on: date) -> bool:
        return self.retired_on is not None and self.retired_on <= on


class Citation(Orderable):
    """A link from a page to a basis: subclass it with a ParentalKey named `page`,
    related_name "citations". The basis cannot be deleted while it is cited."""

    basis = models.ForeignKey(
        LegalBasis, on_delete=models.PROTECT, related_name="+", verbose_name=_("legal basis")
    )

    panels = [FieldPanel("basis")]

    class Meta(Orderable.Meta):
        abstract = True


class CitesBasis(models.Model):
    """For pages with `citations`: what they rest on, and whether it still holds."""

    base_form_class = CitingPageForm
    basis_panel = MultipleChooserPanel(
        "citations", chooser_field_name="basis", label=_("Legal basis"), heading=_("Legal basis")
    )

    class Meta:
        abstract = True

    @property
    def basis(self) -> list[LegalBasis]:
        """The cited articles in the editor's order."""
        if not hasattr(self, "_basis"):
            self._basis = [citation.basis for citation in self.citations.select_related("basis")]
        return self._basis

    def unchecked_basis(self) -> list[LegalBasis]:
        return [basis for basis in self.basis if basis.is_unchecked]
