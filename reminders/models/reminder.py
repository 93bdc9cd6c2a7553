"""Each reminder: of what, to whom, which rung, by which channel, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.lib.choices import choices
from reminders.engine.outcome import UNDER_WAY, Outcome
from staff.models.member import Member

OUTCOME_LABELS = {
    Outcome.QUEUED: _("waiting to be sent"),
    Outcome.SENDING: _("being sent, no answer yet"),
    Outcome.SENT: _("sent"),
    Outcome.NO_ADDRESS: _("no address on file"),
    Outcome.NOT_CONFIGURED: _("not sent: the channel is not set up"),
    Outcome.FAILED: _("could not be sent"),
    Outcome.DROPPED: _("not sent: no longer due"),
}
OUTCOME_TONES = {
    Outcome.QUEUED: "wait",
    Outcome.SENDING: "wait",
    Outcome.SENT: "ok",
    Outcome.NO_ADDRESS: "warn",
    Outcome.NOT_CONFIGURED: "bad",
    Outcome.FAILED: "bad",
    Outcome.DROPPED: "info",
}
CHANNEL_LABELS = {
    "in_product": pgettext_lazy("channel", "notice in the system"),
    "mail": pgettext_lazy("channel", "e-mail"),
    "sms": pgettext_lazy("channel", "text message"),
}


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def queued(self) -> "ReminderQuerySet":
        return self.filter(outcome=Outcome.QUEUED)

    def arrived(self) -> "ReminderQuerySet":
        return self.filter(outcome=Outcome.SENT)


class Reminder(models.Model):
    """One rung of one subject by one channel. The row comes first, so nobody hears it twice."""

    subject = models.CharField(max_length=64)  # "envelope:7Q2K…", as in the evidence chain
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="reminders")
    rung = models.CharField(_("reminder"), max_length=20)
    channel = models.CharField(_("channel"), max_length=12, choices=list(CHANNEL_LABELS.items()))
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=choices(OUTCOME_LABELS), default=Outcome.QUEUED
    )
    made_at = models.DateTimeField(_("reminded"))
    taken_at = models.DateTimeField(_("handed over"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    reference = models.CharField(_("reference of the gateway"), max_length=120, blank=True)
    problem = models.CharField(_("why it was not sent"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["made_at"],
                name="reminder_under_way",
                condition=Q(outcome__in=[outcome.value for outcome in UNDER_WAY]),
            ),
            models.Index(fields=["member", "channel", "sent_at"], name="reminder_had_today"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "rung", "channel"], name="reminder_once_per_rung"
            ),
            models.CheckConstraint(
                condition=Q(outcome="sent", sent_at__isnull=False)
                | (~Q(outcome="sent") & Q(sent_at__isnull=True)),
                name="reminder_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["sending", "sent", "failed"]) | Q(taken_at__isnull=False),
                name="reminder_left_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["failed", "not_configured"]) | ~Q(problem=""),
                name="reminder_unsent_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.rung} {self.channel}"

    @property
    def tone(self) -> str:
        return OUTCOME_TONES[Outcome(self.outcome)]
