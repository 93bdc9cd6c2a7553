"""Tell those who must act that a certificate of the seal runs out."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evidence.models.certificate import SealCertificate
from evidence.models.warning import SealWarning
from evidence.queries.seals import certificates_in_use, warning_of


def warn_of_endings(*, at: datetime) -> int:
    """Warn at 90, 30, 7 and 0 days, each once per certificate; how many warnings went out."""
    sent = 0
    for certificate in certificates_in_use():
        days = warning_of(certificate, at)
        if days is not None:
            sent += _warn(certificate, days, at)
    return sent


def _warn(certificate: SealCertificate, days: int, at: datetime) -> int:
    """A mail that cannot be sent leaves no row, so that the next day tries again."""
    with transaction.atomic():
        _row, made = SealWarning.objects.get_or_create(
            certificate=certificate, days=days, defaults={"sent_at": at}
        )
        recipients = settings.SEAL_ALARM_EMAILS or settings.EVIDENCE_ALARM_EMAILS
        if not made or not recipients:
            return int(made)
        ends = timezone.localtime(certificate.valid_to)
        subject = _("Certificate of the seal: valid until %(day)s") % {"day": f"{ends:%Y-%m-%d}"}
        lines = [
            certificate.subject,
            _("Valid until %(moment)s.") % {"moment": f"{ends:%Y-%m-%d %H:%M}"},
            _("Get a new certificate in time. What was sealed before stays valid."),
        ]
        send_mail(subject, "\n".join(lines), None, recipients)
    return 1
