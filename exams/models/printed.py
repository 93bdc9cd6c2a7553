"""A sitting on paper: its printed forms, and what people keyed in from the sheets."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.engine.printed import PrintedItem
from exams.models.sitting import Sitting
from staff.models.member import Member


class PrintedForm(models.Model):
    """Form A or B 卷: the order in which a paper is printed (append-only).

    The seed gives the same order again; the order is kept as well, so that a sheet can be read
    whatever becomes of the rule that made it.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="printed_forms")
    letter = models.CharField(_("form of the paper"), max_length=1)
    seed = models.PositiveIntegerField(_("seed"))
    order = models.JSONField()  # [[position in the paper, [places of the choices]], …]
    digest = models.CharField(_("digest"), max_length=64)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("made"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("printed form")
        verbose_name_plural = _("printed forms")
        ordering = ["sitting", "letter"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "letter"], name="printedform_letter_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="printedform_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.letter}"

    @property
    def items(self) -> list[PrintedItem]:
        return [PrintedItem(position, tuple(places)) for position, places in self.order]

    @property
    def client(self) -> str:
        """Under which name its answers stand in the log."""
        return f"paper-{self.letter}-{self.seed}"


class SheetEntry(models.Model):
    """One person's keying-in of one answer sheet (append-only).

    `answers` are the printed answers in printed order; two people must agree before they count.
    """

    form = models.ForeignKey(PrintedForm, on_delete=models.PROTECT, related_name="entries")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sheet_entries")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    at = models.DateTimeField(_("keyed in"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer sheet keyed in")
        verbose_name_plural = _("answer sheets keyed in")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "member", "number"], name="sheetentry_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.member_id} #{self.number}"
