"""What lessons and lectures have in common: topic, basis, validity, where they apply."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import PageQuerySet
from wagtail.search import index

from bank.models.topics import Topic
from cms.models.base import BasePage
from cms.models.basis import CitesBasis
from staff.models.member import Member
from staff.models.organisation import Division


class TeachingQuerySet(PageQuerySet):
    def current(self, on: date) -> "TeachingQuerySet":
        """Live originals (not their translations) that are valid on `on`."""
        return self.live().filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            locale__language_code=settings.LANGUAGE_CODE,
        )

    def applying_in(self, codes: list[str]) -> "TeachingQuerySet":
        """Meant for everywhere, or for one of the divisions `codes`."""
        links = self.model.regions.through.objects.filter(
            **{self.model._meta.model_name: OuterRef("pk")}
        )
        return self.filter(~Exists(links) | Exists(links.filter(division__in=codes)))


def division_codes(member: Member | None) -> list[str]:
    """The member's own division and those above it, by code; empty for non-members."""
    codes, division = [], member.organisation.division if member else None
    while division is not None:
        codes.append(division.pk)
        division = division.parent
    return codes


class TeachingPage(CitesBasis, BasePage):
    """A page people learn from. Credit hours 学时 are fixed per page: no clock is involved."""

    topic = models.ForeignKey(
        Topic, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic")
    )
    purpose = models.CharField(_("why it matters"), max_length=200)
    credit_hours = models.DecimalField(
        _("credit hours"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("0.25"),
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("A fixed value, granted once on completion."),
    )
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("After this day it is no longer offered until somebody has checked it."),
    )
    regions = ParentalManyToManyField(
        Division,
        blank=True,
        related_name="+",
        verbose_name=_("applies in"),
        limit_choices_to={"level__in": ["city", "county"]},
        help_text=_("Leave empty when it applies in the whole city."),
    )

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("purpose"),
        index.RelatedFields("topic", [index.SearchField("name")]),
        index.FilterField("topic"),
        index.FilterField("valid_until"),
    ]

    class Meta:
        abstract = True

    def is_current(self, on: date) -> bool:
        return self.live and (self.valid_until is None or self.valid_until >= on)
