"""Take in complaints and suggestions."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cms.lib.crypto import lookup_hash
from cms.lib.errors import DomainError
from cms.models.feedback import Feedback

PER_HOUR = 10


class TooMuchFeedback(DomainError):
    code = "too_much_feedback"
    message = _("You have sent many messages within an hour. Please send the rest later.")


@transaction.atomic
def send_feedback(*, kind: str, text: str, page: str, user, address: str, at: datetime) -> Feedback:
    """Keep one message; `user` None for somebody not logged in, then `address` is the sender.

    Raises TooMuchFeedback after PER_HOUR messages of one sender.
    """
    sender = lookup_hash("feedback", f"user:{user.pk}" if user else f"address:{address}")
    if Feedback.objects.count_since(sender, at - timedelta(hours=1)) >= PER_HOUR:
        raise TooMuchFeedback
    return Feedback.objects.create(
        kind=kind, text=text, page=page, user=user, sender=sender, created_at=at
    )
