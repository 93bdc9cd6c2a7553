"""Complaints and suggestions about the product (国办函〔2026〕12号 asks for this entry)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FeedbackQuerySet(models.QuerySet):
    def count_since(self, sender: str, at: datetime) -> int:
        """How many messages one sender (account or address) left since `at`."""
        return self.filter(sender=sender, created_at__gte=at).count()


class Feedback(models.Model):
    """One message. `user` is empty when somebody wrote without logging in."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("Complaint")
        SUGGESTION = "suggestion", _("Suggestion")

    kind = models.CharField(_("kind of message"), max_length=10, choices=Kind)
    text = models.TextField(_("text of the message"), max_length=2000)
    page = models.CharField(_("page it is about"), max_length=300, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # A keyed hash of account or address: enough to slow a flood down, not to find a person.
    sender = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("received"), db_index=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint or suggestion")
        verbose_name_plural = _("complaints and suggestions")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.reference} {self.get_kind_display()}"

    @property
    def reference(self) -> str:
        """What the sender is told to quote."""
        return f"YJ{timezone.localtime(self.created_at):%Y%m%d}-{self.pk:04d}"
