"""What the chain of a declaration, a household or an alert can say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KinshipEvent(models.TextChoices):
    """The words as they are stored, with what people read; evidence adds its own."""

    DRAFTED = "drafted", _("drafted")
    CONFIRM_FAILED = "confirm_failed", _("identity not confirmed: nothing signed")
    SIGNED = "signed", _("signed electronically")
    SUPERSEDED = "superseded", _("replaced by a later signature")
    OPINION_GIVEN = "opinion_given", _("opinion of the unit")
    CONCLUDED = "concluded", _("conclusion of the county")
    FILED = "filed", _("household filed")
    VISITED = "visited", _("visited by the county")
    CONFIRMED = "confirmed", _("result of the county")
    NOTED = "noted", _("change of the assistance noted")
    RESCREENED = "rescreened", _("screened again")
    RECUSED = "recused", _("stepped back")
    ALERTED = "alerted", _("alert raised")
    LOOKED_AGAIN = "looked_again", _("second look at the alert")
    SETTLED = "settled", _("settled by a new declaration")
    READ = "read", _("opened by HR or an inspector")
    UNMASKED = "unmasked", _("masked data shown")
