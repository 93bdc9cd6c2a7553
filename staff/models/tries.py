"""Tries of passwords and codes, and the devices on which a person has logged in before.

Neither table names anybody: names, devices and addresses are keyed digests.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FailedTry(models.Model):
    """One try under way or refused; a try that succeeds takes its row away again."""

    action = models.CharField(max_length=10)
    typed = models.CharField(max_length=64)  # what was typed: what the page may speak of
    account = models.CharField(max_length=64)  # the account that was meant: what is protected
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("failed try")
        verbose_name_plural = _("failed tries")
        indexes = [
            models.Index(fields=["account", "at"], name="failed_try_account"),
            models.Index(fields=["typed", "at"], name="failed_try_typed"),
            models.Index(fields=["address", "at"], name="failed_try_address"),
            models.Index(fields=["at"], name="failed_try_old"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class KnownDevice(models.Model):
    """A browser that keeps our cookie and on which this account has logged in before."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices"
    )
    token = models.CharField(max_length=64)
    seen_at = models.DateTimeField(_("last log-in"))

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="known_device_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.seen_at:%Y-%m-%d}"
