"""Exams and their sittings: who may sit what, when, for how long."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.engine.reveal import Level
from exams.engine.reveal import Reveal as Reveals
from exams.engine.states import BEGUN
from exams.models.paper import Paper
from staff.models.member import Member
from staff.models.organisation import Organisation, Post


class Exam(models.Model):
    """An exam 考试, such as this year's exam for caseworkers; it is held in sittings."""

    title = models.CharField(_("title"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organiser")
    )
    description = models.TextField(_("description"), blank=True)
    practice = models.BooleanField(
        _("practice"),
        default=False,
        help_text=_("Passing a practice leaves nothing on the record and counts in no figure."),
    )

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        ordering = ["-year", "title"]
        constraints = [models.UniqueConstraint(fields=["title", "year"], name="exam_once_a_year")]

    def __str__(self) -> str:
        return self.title


class SittingQuerySet(models.QuerySet):
    def open(self, at) -> "SittingQuerySet":
        return self.filter(opens_at__lte=at, closes_at__gt=at)

    def begun(self, at) -> "SittingQuerySet":
        return self.filter(opens_at__lte=at)


class Sitting(models.Model):
    """One sitting 场次 of an exam: a window, a duration, a paper and an audience."""

    class ReleasePolicy(models.TextChoices):
        MANUAL = "manual", _("when the organiser releases the results")
        IMMEDIATE = "immediate", _("at once, when an attempt is scored")

    class Counts(models.TextChoices):
        BEST = "best", _("the best")
        LAST = "last", _("the last")

    class Reveal(models.TextChoices):
        NOTHING = Level.NOTHING.value, _("nothing yet")
        SCORE = Level.SCORE.value, _("the score only")
        VERDICTS = Level.VERDICTS.value, _("the score, and which items were right")
        KEYS = Level.KEYS.value, _("the score, the keys and the rationale")

    exam = models.ForeignKey(
        Exam, on_delete=models.PROTECT, related_name="sittings", verbose_name=_("exam")
    )
    title = models.CharField(_("title"), max_length=120)
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="sittings", verbose_name=_("paper")
    )
    audience = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("audience"),
        help_text=_("Everybody in post in this organisation and below it."),
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    minutes = models.PositiveSmallIntegerField(_("duration in minutes"), default=60)
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), default=1)
    pass_mark = models.DecimalField(
        _("pass mark in per cent"), max_digits=5, decimal_places=2, default=Decimal(60)
    )
    release_policy = models.CharField(
        _("results are released"),
        max_length=10,
        choices=ReleasePolicy,
        default=ReleasePolicy.MANUAL,
    )
    show_scored = models.CharField(
        _("once scored, before the release, is shown"),
        max_length=10,
        choices=Reveal,
        default=Reveal.NOTHING,
        help_text=_(
            "Provisional. While others still sit, verdicts and keys shown here reach them too."
        ),
    )
    show_closed = models.CharField(
        _("once the sitting is over is shown"),
        max_length=10,
        choices=Reveal,
        default=Reveal.NOTHING,
        help_text=_(
            "Over means closed, and nobody writing on with extra time. Shown even before the "
            "release, but never before an attempt is fully scored."
        ),
    )
    reveal = models.CharField(
        _("a released result shows"),
        max_length=10,
        choices=[choice for choice in Reveal.choices if choice[0] != "nothing"],
        default=Reveal.VERDICTS,
        help_text=_(
            "Released at once means shown at once: then choose the score here, and the keys for "
            "when the sitting is over."
        ),
    )

    posts = models.ManyToManyField(
        Post,
        blank=True,
        related_name="+",
        verbose_name=_("posts"),
        help_text=_("Only these posts; none chosen means every post."),
    )
    credential = models.CharField(
        _("only with this credential"),
        max_length=80,
        blank=True,
        help_text=_("The code of a fact on the person, such as lesson:12 or exam:3."),
    )
    counts = models.CharField(
        _("of several attempts counts"), max_length=4, choices=Counts, default=Counts.BEST
    )
    resit_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resits",
        verbose_name=_("resit of"),
        editable=False,
    )
    ceiling = models.DecimalField(
        _("a resit counts at most, in per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: a resit counts in full."),
    )
    # Set by a flow, together with the keys in BrowserRule; here, so that others pay nothing.
    locked_browser = models.BooleanField(
        _("in Safe Exam Browser only"), default=False, editable=False
    )
    record_leaving = models.BooleanField(
        _("note when the exam page is left"),
        default=False,
        help_text=_(
            "For a person to judge, never for an automatic verdict: calls and messages also take "
            "people off the page. Candidates are told before the start."
        ),
    )

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="sitting_closes_after_opening",
                violation_error_message=_("The sitting must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, attempts_allowed__gte=1),
                name="sitting_minutes_and_attempts",
                violation_error_message=_("Duration and attempts must be at least 1."),
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__gte=0, pass_mark__lte=100),
                name="sitting_pass_mark_per_cent",
                violation_error_message=_("The pass mark lies between 0 and 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(ceiling__gt=0, ceiling__lte=100),
                name="sitting_ceiling_per_cent",
                violation_error_message=_("The ceiling lies between 0 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Candidates have begun on this paper: another one would no longer fit their answers."""
        super().clean()
        rows = Sitting.objects.filter(pk=self.pk)
        begun = rows.filter(Q(attempts__state__in=BEGUN) | Q(printed_forms__isnull=False))
        if begun.exclude(paper=self.paper_id).exists():
            raise ValidationError({"paper": _("Candidates have begun; the paper is fixed now.")})

    def is_open(self, at) -> bool:
        return self.opens_at <= at < self.closes_at

    @property
    def is_immediate(self) -> bool:
        return self.release_policy == self.ReleasePolicy.IMMEDIATE

    @property
    def reveals(self) -> Reveals:
        """What each phase shows to a candidate."""
        return Reveals(Level(self.show_scored), Level(self.show_closed), Level(self.reveal))


class Registration(models.Model):
    """A member who is to sit; what the organiser's figures count as due."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="registrations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="registrations")
    registered_at = models.DateTimeField(_("registered"))
    # 缓考: may sit later, and does not count as absent.
    deferred_at = models.DateTimeField(_("deferred"), null=True)
    deferred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    deferred_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "member"], name="registration_once"),
            models.CheckConstraint(
                condition=Q(deferred_at__isnull=True, deferred_reason="")
                | (Q(deferred_at__isnull=False) & ~Q(deferred_reason="")),
                name="registration_deferral_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.sitting}"


class Allowance(models.Model):
    """Extra minutes 延时照顾 for one person in one sitting (append-only: several add up)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="allowances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="allowances")
    minutes = models.PositiveSmallIntegerField(_("extra minutes"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("granted"))

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480) & ~Q(reason=""),
                name="allowance_minutes_and_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} +{self.minutes}"
