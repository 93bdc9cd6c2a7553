"""Points of knowledge 知识点: one list for the items of every bank, for lessons and lectures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """What an item asks about and a lesson teaches: the same word means the same everywhere."""

    name = models.CharField(_("topic"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
