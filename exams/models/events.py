"""What the chain of a result can say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExamEvent(models.TextChoices):
    """The words as they are stored, with what people read."""

    SCORED = "scored", _("scored")
    RELEASED = "released", _("released")
