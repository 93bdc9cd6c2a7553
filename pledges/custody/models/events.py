"""What the chain of a custody agreement can say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustodyEvent(models.TextChoices):
    """The words as they are stored, with what people read; evidence adds its own."""

    DRAFTED = "drafted", _("drafted")
    CHANGED = "changed", _("changed before signing")
    FROZEN = "frozen", _("text frozen for signing")
    LINK_SENT = "link_sent", _("one-time link made")
    CODE_SENT = "code_sent", _("code sent by SMS")
    CODE_PROVED = "code_proved", _("code from the SMS entered")
    SIGNED = "signed", _("signed electronically")
    SCAN_FILED = "scan_filed", _("paper scan filed")
    SCAN_DECIDED = "scan_decided", _("paper scan judged by a second person")
    IN_FORCE = "in_force", _("in force")
    CHECKED = "checked", _("checked on the spot")
    RECHECKED = "rechecked", _("checked again")
    ENDED = "ended", _("ended")
    VOIDED = "voided", _("made void")
    READ = "read", _("a PDF or scan taken away to be read")
    UNMASKED = "unmasked", _("masked data shown")
