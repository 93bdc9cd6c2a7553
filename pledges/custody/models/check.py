"""Periodic checks of a custody agreement, and the hand-over at its end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.lib.tones import StrPromise, Tone
from evidence.engine.strokes import from_data, view_box
from pledges.custody.models.agreement import CustodyAgreement


class Rating(models.TextChoices):
    GOOD = "good", _("good")
    FAIR = "fair", _("fair")
    POOR = "poor", _("poor")


class CustodyCheck(models.Model):
    """One check on the spot. What was found never changes; only the re-check is added (0005)."""

    agreement = models.ForeignKey(CustodyAgreement, on_delete=models.PROTECT, related_name="checks")
    on = models.DateField(_("date of the check"))
    first_checker = models.CharField(_("first checker"), max_length=50)
    second_checker = models.CharField(_("second checker"), max_length=50)
    ledger_complete = models.BooleanField(_("account pages complete"))
    receipts_complete = models.BooleanField(_("receipts complete"))
    previous = models.DecimalField(_("balance before"), max_digits=12, decimal_places=2)
    income = models.DecimalField(_("income since"), max_digits=12, decimal_places=2)
    expense = models.DecimalField(_("expense since"), max_digits=12, decimal_places=2)
    expected = models.DecimalField(_("balance expected"), max_digits=12, decimal_places=2)
    actual = models.DecimalField(_("balance found"), max_digits=12, decimal_places=2)
    difference = models.DecimalField(_("difference"), max_digits=12, decimal_places=2)
    explanation = models.CharField(_("explanation of the difference"), max_length=300, blank=True)
    food = models.CharField(_("food"), max_length=4, choices=Rating)
    clothing = models.CharField(_("clothing"), max_length=4, choices=Rating)
    housing = models.CharField(_("housing"), max_length=4, choices=Rating)
    health = models.CharField(_("health"), max_length=4, choices=Rating)
    surroundings = models.CharField(_("surroundings"), max_length=4, choices=Rating)
    opinion = models.CharField(_("what the person or guardian says"), max_length=300, blank=True)
    problem = models.CharField(_("problem found"), max_length=300, blank=True)
    rectify_by = models.DateField(_("put right by"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    rechecked_on = models.DateField(_("re-checked on"), null=True)
    recheck_result = models.CharField(_("result of the re-check"), max_length=300, blank=True)
    rechecked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("custody check")
        verbose_name_plural = _("custody checks")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "on"], name="custody_check_once_a_day"),
            models.CheckConstraint(
                condition=~Q(first_checker=F("second_checker")), name="custody_check_two_people"
            ),
            models.CheckConstraint(
                condition=Q(difference=0) | ~Q(explanation=""),
                name="custody_difference_explained",
            ),
            models.CheckConstraint(
                condition=Q(problem="") | Q(rectify_by__isnull=False),
                name="custody_problem_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.on}"

    @property
    def wording(self) -> StrPromise:
        return _("open") if self.is_open else _("closed")

    @property
    def tone(self) -> Tone:
        return Tone.WARN if self.is_open else Tone.OK

    @property
    def is_open(self) -> bool:
        """A problem that no re-check has closed."""
        return bool(self.problem) and self.rechecked_on is None

    @property
    def living(self) -> list[tuple[str, str]]:
        """The five ratings in words."""
        names = ("food", "clothing", "housing", "health", "surroundings")
        return [
            (str(self._meta.get_field(name).verbose_name), str(Rating(getattr(self, name)).label))
            for name in names
        ]


class CustodyHandover(models.Model):
    """What was left and who took it, when an agreement ended: append-only."""

    agreement = models.OneToOneField(
        CustodyAgreement, on_delete=models.PROTECT, related_name="handover"
    )
    on = models.DateField(_("date of the hand-over"))
    balance = models.DecimalField(_("balance handed over"), max_digits=12, decimal_places=2)
    items = models.TextField(_("things handed over"), blank=True)
    received_by = models.CharField(_("received by"), max_length=50)
    strokes = models.JSONField()
    path = models.TextField()
    witnessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.on}"

    @property
    def view_box(self) -> str:
        return " ".join(map(str, view_box(from_data(self.strokes))))
