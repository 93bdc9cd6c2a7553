"""Each reminder that was sent: which rung of the ladder, by which channel, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pledges.rounds.models.envelope import Envelope
from reminders.engine.outcome import ReminderOutcome

OUTCOME_LABELS = {
    ReminderOutcome.QUEUED: _("waiting to be sent"),
    ReminderOutcome.SENDING: _("handed over, no answer yet"),
    ReminderOutcome.SENT: _("sent"),
    ReminderOutcome.NO_ADDRESS: _("no address on file"),
    ReminderOutcome.FAILED: _("failed"),
    ReminderOutcome.DROPPED: _("not sent: no longer due"),
}
CHANNEL_LABELS = {
    "in_product": _("notice in the system"),
    "email": _("e-mail"),
    "sms": _("text message"),
}


class Reminder(models.Model):
    """One rung for one envelope by one channel. The row comes first, so nobody is told twice."""

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="reminders")
    rung = models.CharField(_("reminder"), max_length=20)
    channel = models.CharField(_("channel"), max_length=12)
    outcome = models.CharField(
        _("outcome"),
        max_length=12,
        choices=[(outcome.value, OUTCOME_LABELS[outcome]) for outcome in ReminderOutcome],
        default=ReminderOutcome.QUEUED,
    )
    made_at = models.DateTimeField(_("reminded"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["made_at"], name="reminder_to_send", condition=models.Q(outcome="queued")
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "rung", "channel"], name="reminder_once_per_rung"
            )
        ]

    def __str__(self) -> str:
        return f"{self.envelope_id} {self.rung} {self.channel}"

    @property
    def channel_label(self) -> str:
        return str(CHANNEL_LABELS.get(self.channel, self.channel))
