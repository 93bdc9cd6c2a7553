"""What a credential can be of. Apart from the rows, which only flows may write."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CredentialKind(models.TextChoices):
    TRAINING = "training", _("training")
    EXAM = "exam", _("exam")
    PLEDGE = "pledge", _("pledge")
    REVOCATION = "revocation", _("revocation")
