"""Safe Exam Browser for a sitting in a PC room."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.models.sitting import Sitting


class BrowserRule(models.Model):
    """The Config Keys that open a sitting, and the configuration that candidates may download.

    It binds only while the sitting's `locked_browser` is set.
    """

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="browser_rule")
    keys = models.JSONField(_("Config Keys"), default=list)
    config = models.TextField(blank=True)  # as it was uploaded: a changed byte may change the key
    at = models.DateTimeField(_("set"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("browser rule")
        verbose_name_plural = _("browser rules")

    def __str__(self) -> str:
        return f"{self.sitting_id}: {len(self.keys)}"
