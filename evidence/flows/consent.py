"""Sign the agreement on the use of electronic signatures: once per member and wording."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from cms.lib.locks import held
from evidence.engine import consent
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record
from evidence.models.consent import ElectronicConsent
from evidence.queries.kept import CONSENT
from evidence.queries.rows import vouch
from staff.models.member import Member


class WordingChanged(DomainError):
    code = "wording_changed"
    message = _("The wording has changed since you opened this page. Please read it again.")


@transaction.atomic
def agree(*, member: Member, digest: str, method: str, at: datetime) -> ElectronicConsent:
    """The member's agreement to the wording with this digest; a repeat finds the first.

    Raises WordingChanged when that is not the present wording.
    """
    if digest != consent.digest():
        raise WordingChanged
    locked = held(member)
    found = ElectronicConsent.objects.filter(member=locked, digest=digest).first()
    if found:
        return found
    made = ElectronicConsent.objects.create(
        member=locked,
        member_name=locked.name,
        version=consent.CURRENT,
        digest=digest,
        method=method,
        at=at,
    )
    data = {"text": digest, "version": made.version, "method": method, "member": locked.pk}
    record(Event(made, EvidenceKind.AGREED, at, data | vouch((CONSENT, made))))
    return made
