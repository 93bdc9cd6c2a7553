"""Results: score changes are facts, the result is their fold. Only flows write here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.lib.tones import StrPromise, Tone
from exams.models.attempt import Attempt
from exams.models.sitting import Sitting


class ScoreChange(models.Model):
    """Scores given to some items of an attempt, by machine or by people (append-only).

    Number 1 is the machine's; the unique key is what makes scoring happen exactly once.
    `scores` maps a position to its points as text, or to null while a marker is awaited.
    """

    class Cause(models.TextChoices):
        SCORED = "scored", _("scored automatically")
        LATE = "late", _("scored again with late answers")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="score_changes")
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=10, choices=Cause)
    scores = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("score change")
        verbose_name_plural = _("score changes")
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="scorechange_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.number} {self.cause}"


class Release(models.Model):
    """One act of releasing the results of a sitting (append-only)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="releases")
    results = models.PositiveIntegerField(_("results released"))
    at = models.DateTimeField(_("released"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.sitting} {self.at:%Y-%m-%d}"


class ResultQuerySet(models.QuerySet):
    def final(self) -> "ResultQuerySet":
        return self.filter(state=Result.State.FINAL)

    def released(self, at) -> "ResultQuerySet":
        return self.filter(released_at__lte=at)


class Result(models.Model):
    """Where the score changes of an attempt have led so far: a projection, made by flows."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for marking")
        FINAL = "final", _("final")

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="result")
    state = models.CharField(_("state"), max_length=8, choices=State)
    raw = models.DecimalField(_("raw score"), max_digits=7, decimal_places=2)
    maximum = models.DecimalField(_("full marks"), max_digits=7, decimal_places=2)
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2)
    passed = models.BooleanField(_("passed"), null=True)
    scored_at = models.DateTimeField(_("scored"))
    released_at = models.DateTimeField(_("released"), null=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-scored_at", "-pk"]
        indexes = [models.Index(fields=["released_at"], name="result_released")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="final", passed__isnull=False)
                | Q(state="pending", passed__isnull=True, released_at__isnull=True),
                name="result_pending_is_not_released",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="result_per_cent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.percent}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"result:{self.pk}"

    @property
    def wording(self) -> StrPromise:
        if self.passed is None:
            return _("Waiting for marking")
        return _("Passed") if self.passed else _("Not passed")

    @property
    def tone(self) -> Tone:
        if self.passed is None:
            return Tone.WAIT
        return Tone.OK if self.passed else Tone.BAD

    @property
    def is_final(self) -> bool:
        return self.state == self.State.FINAL
