"""Attempts: one person's run through a paper, kept as a log that is only ever added to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.models.jobs import new_token
from exams.models.sitting import Sitting
from staff.models import Member


class AttemptQuerySet(models.QuerySet):
    def open(self) -> "AttemptQuerySet":
        return self.filter(state=Attempt.State.OPEN)

    def running(self, at) -> "AttemptQuerySet":
        """Begun, not submitted, and the deadline has not passed."""
        return self.open().filter(deadline_at__gt=at)

    def unscored(self) -> "AttemptQuerySet":
        return self.filter(state=Attempt.State.SUBMITTED, result__isnull=True)


class Attempt(models.Model):
    """The only mutable row of a run: its state, moved once from open to submitted."""

    class State(models.TextChoices):
        OPEN = "open", _("in progress")
        SUBMITTED = "submitted", _("submitted")

    public_id = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attempts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("attempt"), default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    started_at = models.DateTimeField(_("started"))
    deadline_at = models.DateTimeField(_("deadline"))
    submitted_at = models.DateTimeField(_("submitted"), null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["state", "deadline_at"], name="attempt_state_deadline")]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "member", "number"], name="attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["sitting", "member"], condition=Q(state="open"), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__gt=F("started_at")), name="attempt_deadline_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False),
                name="attempt_submitted_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} · {self.member} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class AnswerEvent(models.Model):
    """One change of one answer, as the client sent it (append-only).

    The key (attempt, client, sequence) makes a repeat recognisable, `digest` tells a repeat
    from a contradiction. The present answer is the fold of these rows in their `pk` order,
    which is the order in which the server received them.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer")
        FLAG = "flag", _("flag")

    # The unique key below already leads with the attempt: a second index would only cost writes.
    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="answer_events", db_index=False
    )
    client = models.CharField(max_length=32)
    sequence = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    value = models.JSONField()  # answer: list of strings; flag: true or false
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer event")
        verbose_name_plural = _("answer events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "client", "sequence"], name="answerevent_key_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.client}/{self.sequence}"


class AttemptEvent(models.Model):
    """What happened to the attempt itself: started, opened on a device, submitted, closed."""

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        OPENED = "opened", _("opened on a device")
        SUBMITTED = "submitted", _("submitted")
        CLOSED = "closed", _("closed at the deadline")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    client = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("attempt event")
        verbose_name_plural = _("attempt events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"


class Submission(models.Model):
    """The receipt 回执: what the server held when the attempt was handed in (append-only)."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="receipt")
    number = models.CharField(_("receipt number"), max_length=24, unique=True)
    answered = models.PositiveSmallIntegerField(_("items answered"))
    events = models.PositiveIntegerField(_("answers received"))
    digest = models.CharField(_("digest of the answer log"), max_length=64)
    submitted_at = models.DateTimeField(_("submitted"))
    by_deadline = models.BooleanField(_("closed at the deadline"), default=False)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return self.number
