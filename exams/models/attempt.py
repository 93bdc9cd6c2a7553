"""Attempts: one person's run through a paper, kept as a log that is only ever added to."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.lib.moves import Moves
from cms.models.jobs import new_token
from exams.engine.log import Event
from exams.engine.states import ATTEMPT_MOVES, AttemptState
from exams.models.printed import PrintedForm
from exams.models.sitting import Sitting
from staff.models.member import Member


class AttemptQuerySet(models.QuerySet):
    def prepared(self) -> "AttemptQuerySet":
        return self.filter(state=Attempt.State.PREPARED)

    def open(self) -> "AttemptQuerySet":
        return self.filter(state=Attempt.State.OPEN)

    def running(self, at) -> "AttemptQuerySet":
        """Begun, not submitted, and the deadline has not passed."""
        return self.open().filter(deadline_at__gt=at)

    def unscored(self) -> "AttemptQuerySet":
        return self.filter(state=Attempt.State.SUBMITTED, result__isnull=True)


class BegunManager(models.Manager.from_queryset(AttemptQuerySet)):  # type: ignore[misc]
    """Attempts that somebody has begun: a prepared row is nobody's attempt yet."""

    def get_queryset(self) -> AttemptQuerySet:
        return super().get_queryset().exclude(state=Attempt.State.PREPARED)


class Attempt(models.Model):
    """The only mutable row of a run: its state, moved once from open to submitted.

    A row may be prepared before the doors open; `objects` does not see it until it is begun, so
    that no figure, list or sweep can take it for an attempt. `every` sees all rows.
    """

    moves = Moves(ATTEMPT_MOVES, "state")

    class State(models.TextChoices):
        PREPARED = AttemptState.PREPARED, _("prepared")
        OPEN = AttemptState.OPEN, _("in progress")
        SUBMITTED = AttemptState.SUBMITTED, _("submitted")

    public_id = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attempts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("attempt"), default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    started_at = models.DateTimeField(_("started"))
    deadline_at = models.DateTimeField(_("deadline"))
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    # The page that may write, by the name of its load; "" while none has asked.
    holder = models.CharField(max_length=32, blank=True, default="")
    holder_since = models.DateTimeField(null=True)
    # Given back by an invigilator: goes on where the attempt before stood, and counts in its place.
    continues = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="continued_by"
    )

    # Written on paper and keyed in: the form that was printed.
    form = models.ForeignKey(
        PrintedForm, null=True, on_delete=models.PROTECT, related_name="attempts"
    )

    objects = BegunManager()
    every = AttemptQuerySet.as_manager()

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
                condition=Q(state__in=["prepared", "open"], submitted_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False),
                name="attempt_submitted_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} · {self.member} · {self.number}"

    @property
    def is_prepared(self) -> bool:
        return self.state == self.State.PREPARED

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class LoggedEvent(models.Model):
    """What one event says and when it came, in the log and in the late lane alike."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer")
        FLAG = "flag", _("flag")

    client = models.CharField(max_length=32)
    sequence = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    value = models.JSONField()  # answer: list of strings; flag: true or false
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.client}/{self.sequence}"

    @classmethod
    def received(cls, attempt_id: int, event: Event, at: datetime, **more: object) -> Self:
        """The unsaved row of an event that was received at `at`."""
        return cls(
            attempt_id=attempt_id,
            client=event.client,
            sequence=event.sequence,
            position=event.position,
            kind=event.kind,
            value=event.value,
            digest=event.digest,
            received_at=at,
            **more,
        )


class AnswerEvent(LoggedEvent):
    """One change of one answer, as the client sent it (append-only).

    The key (attempt, client, sequence) makes a repeat recognisable, `digest` tells a repeat
    from a contradiction. The present answer is the fold of these rows in their `pk` order,
    which is the order in which the server received them.
    """

    # The unique key below already leads with the attempt: a second index would only cost writes.
    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="answer_events", db_index=False
    )

    class Meta:
        verbose_name = _("answer event")
        verbose_name_plural = _("answer events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "client", "sequence"], name="answerevent_key_once"
            )
        ]


class LateEvent(LoggedEvent):
    """An answer that came when it no longer counted by itself (append-only).

    Stored and acknowledged like any other, under the same key, but outside the log: it counts only
    if a person decides so. Nothing that reached the server is ever thrown away.
    """

    class Cause(models.TextChoices):
        TAKEN_OVER = "taken_over", _("sent by a page that had been replaced")
        AFTER_DEADLINE = "after_deadline", _("arrived after the time and its grace")
        AFTER_SUBMIT = "after_submit", _("arrived after the hand-in")
        ANSWER_FILE = "answer_file", _("brought in a file")

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="late_events", db_index=False
    )
    cause = models.CharField(max_length=16, choices=Cause)

    class Meta:
        verbose_name = _("late answer")
        verbose_name_plural = _("late answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "client", "sequence"], name="lateevent_key_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.client}/{self.sequence} {self.cause}"


class LateDecision(models.Model):
    """What a person decided about the late answers of an attempt up to `upto` (append-only)."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="late_decisions")
    upto = models.ForeignKey(LateEvent, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(_("counted"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision on late answers")
        verbose_name_plural = _("decisions on late answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["upto"], name="latedecision_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="latedecision_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.accepted}"


class AttemptEvent(models.Model):
    """What happened to the attempt itself: started, opened on a device, submitted, closed."""

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        OPENED = "opened", _("opened on a device")
        SUBMITTED = AttemptState.SUBMITTED, _("submitted")
        CLOSED = "closed", _("closed at the deadline")
        TAKEN_OVER = "taken_over", _("taken over on another page")
        EXTENDED = "extended", _("given extra time")
        REOPENED = "reopened", _("given back for more answers")
        ENDED = "ended", _("closed by an invigilator")
        LEFT = "left", _("left the page")
        LATE = "late", _("late answers decided")
        KEYED = "keyed", _("keyed in from paper")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    client = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("reason"), max_length=200, blank=True)
    amount = models.PositiveIntegerField(default=0)  # minutes given, or seconds away

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
