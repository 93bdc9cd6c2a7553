"""Who has agreed to electronic signatures."""

from evidence.engine import consent
from evidence.models.consent import ElectronicConsent
from staff.models.member import Member


def consent_of(member: Member) -> ElectronicConsent | None:
    """The member's agreement to the present wording on electronic signatures."""
    return ElectronicConsent.objects.filter(member=member, digest=consent.digest()).first()
