"""Certificates and revocation lists of the seal, kept as history: nothing is ever deleted."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SealCertificate(models.Model):
    """A certificate that seals, or stands above one that does.

    Old ones stay trusted: a file sealed under a certificate is checked with it for ever. Only the
    end of its use and its revocation may be added later, once (trigger).
    """

    class Role(models.TextChoices):
        SEAL = "seal", _("seals")
        INTERMEDIATE = "intermediate", _("intermediate")
        ROOT = "root", _("root")
        TSA = "tsa", _("time authority")

    role = models.CharField(_("what it is for"), max_length=12, choices=Role)
    der = models.BinaryField()
    subject = models.CharField(_("subject"), max_length=300)
    issuer = models.CharField(_("issuer"), max_length=300)
    serial = models.CharField(_("serial number"), max_length=50)  # hexadecimal
    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    is_demo = models.BooleanField(_("demo"), default=False)
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid until"))
    active_from = models.DateTimeField(_("in use from"))
    active_until = models.DateTimeField(_("in use until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(_("reason for the change"), max_length=200, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoke_reason = models.CharField(_("reason for the revocation"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("certificate of the seal")
        verbose_name_plural = _("certificates of the seal")
        ordering = ["-active_from", "pk"]

    def __str__(self) -> str:
        return f"{self.subject} {self.fingerprint[:12]}"

    @property
    def in_use(self) -> bool:
        return self.active_until is None and self.revoked_at is None

    @property
    def is_revocable(self) -> bool:
        """Only what this server issued itself can be revoked here."""
        return self.role == self.Role.SEAL and self.is_demo and self.revoked_at is None

    def days_left(self, at: datetime) -> int:
        """Whole days until it runs out; negative afterwards."""
        return (self.valid_to - at) // timedelta(days=1)


class SealRevocationList(models.Model):
    """A list of revoked certificates as its authority signed it (append-only)."""

    issuer = models.CharField(_("issuer"), max_length=300)
    der = models.BinaryField()
    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    this_update = models.DateTimeField(_("made"))
    next_update = models.DateTimeField(_("next"), null=True)
    revoked = models.PositiveIntegerField(_("revoked certificates"))
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        verbose_name = _("revocation list")
        verbose_name_plural = _("revocation lists")
        ordering = ["-this_update", "-pk"]

    def __str__(self) -> str:
        return f"{self.issuer} {self.this_update:%Y-%m-%d}"
