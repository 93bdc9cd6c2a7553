"""Keep the history of the seal's certificates: note them, change the key, revoke."""

import hashlib
from datetime import datetime

from cryptography import x509
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError, need_reason
from cms.lib.locks import held, holding
from evidence.adapters import authority
from evidence.adapters.sealer import Sealer, SealerUnavailable, current_sealer, demo_folder, is_demo
from evidence.engine.events import TrustKind
from evidence.flows.chain import ChainName, Event, record
from evidence.models.certificate import SealCertificate, SealRevocationList
from evidence.queries.kept import (
    CERTIFICATE,
    CERTIFICATE_ENDED,
    CERTIFICATE_REVOKED,
    REVOCATIONS,
)
from evidence.queries.rows import vouch
from staff.models.user import User

ROLE = SealCertificate.Role


class CertificateRevoked(SealerUnavailable):
    code = "certificate_revoked"
    message = _("The certificate of the seal was revoked. Nothing is sealed until it is replaced.")


class NotOurAuthority(DomainError):
    code = "not_our_authority"
    message = _("This certificate is not of our own authority. Ask its authority to revoke it.")


def note_sealer(*, sealer: Sealer, at: datetime) -> SealCertificate:
    """The row of the sealer's certificate; with its chain and lists noted when they are new.

    A certificate not seen before takes the place of the one in use. Raises CertificateRevoked.
    """
    found = SealCertificate.objects.filter(fingerprint=_digest(sealer.chain[0])).first()
    if found is None:
        found = _note_chain(sealer, at)
    if found.revoked_at is not None:
        raise CertificateRevoked
    note_lists(lists=sealer.crls, at=at)
    return found


@transaction.atomic
def _note_chain(sealer: Sealer, at: datetime) -> SealCertificate:
    before = holding(SealCertificate.objects).filter(role=ROLE.SEAL, active_until__isnull=True)
    list(before)
    rows = [note_certificate(der=der, role=_role(sealer, der), at=at) for der in sealer.chain]
    reason = str(_("another certificate is in use"))
    _end(before.exclude(pk=rows[0].pk), None, reason, at)
    return rows[0]


def _end(rows: QuerySet[SealCertificate], by: User | None, reason: str, at: datetime) -> None:
    """These are in use no more; the rows are held."""
    for row in rows:
        row.active_until, row.ended_by, row.end_reason = at, by, reason
        row.save(update_fields=["active_until", "ended_by", "end_reason"])
        record(Event(_chain(row), TrustKind.ENDED, at, vouch((CERTIFICATE_ENDED, row))))


def _role(sealer: Sealer, der: bytes) -> ROLE:
    if der == sealer.chain[0]:
        return ROLE.SEAL
    return ROLE.ROOT if der == sealer.chain[-1] else ROLE.INTERMEDIATE


@transaction.atomic
def note_certificate(*, der: bytes, role: ROLE, at: datetime) -> SealCertificate:
    """The row of a certificate, made now if it is new."""
    read = x509.load_der_x509_certificate(der)
    subject = read.subject.rfc4514_string()
    row, made = SealCertificate.objects.get_or_create(
        fingerprint=_digest(der),
        defaults={
            "role": role,
            "der": der,
            "subject": subject[:300],
            "issuer": read.issuer.rfc4514_string()[:300],
            "serial": f"{read.serial_number:x}",
            "is_demo": authority.ORGANISATION in subject,
            "valid_from": read.not_valid_before_utc,
            "valid_to": read.not_valid_after_utc,
            "active_from": at,
        },
    )
    if made:
        data = {"fingerprint": row.fingerprint, "role": str(role), **vouch((CERTIFICATE, row))}
        record(Event(_chain(row), TrustKind.NOTED, at, data))
    return row


@transaction.atomic
def note_lists(*, lists: tuple[bytes, ...], at: datetime) -> None:
    """Keep every revocation list once."""
    wanted = {_digest(der): der for der in lists}
    known = SealRevocationList.objects.filter(fingerprint__in=wanted)
    for fingerprint in wanted.keys() - set(known.values_list("fingerprint", flat=True)):
        read = x509.load_der_x509_crl(wanted[fingerprint])
        row, made = SealRevocationList.objects.get_or_create(
            fingerprint=fingerprint,
            defaults={
                "issuer": read.issuer.rfc4514_string()[:300],
                "der": wanted[fingerprint],
                "this_update": read.last_update_utc,
                "next_update": read.next_update_utc,
                "revoked": len(read),
                "noted_at": at,
            },
        )
        if made:
            data = {"fingerprint": row.fingerprint, **vouch((REVOCATIONS, row))}
            record(Event(ChainName(f"revocations:{row.pk}"), TrustKind.NOTED, at, data))


def _chain(row: SealCertificate) -> ChainName:
    """What happened to a certificate, in a chain of its own inside the daily roots."""
    return ChainName(f"certificate:{row.pk}")


def _digest(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


@transaction.atomic
def rotate_seal(*, by: User | None, reason: str, at: datetime) -> SealCertificate:
    """Seal with another certificate from now on; what the old one sealed stays trusted.

    With the demo authority a new key is made; else the new key file already stands in the
    settings, and this says who changed it and why. Raises ReasonMissing, SealerUnavailable.
    """
    reason = need_reason(reason)
    before = holding(SealCertificate.objects).filter(role=ROLE.SEAL, active_until__isnull=True)
    old = list(before.values_list("pk", flat=True))
    if is_demo():
        authority.issue_seal(authority.ensure(demo_folder(), at), at)
    fresh = current_sealer(at)
    if SealCertificate.objects.filter(pk__in=old, fingerprint=_digest(fresh.chain[0])).exists():
        why = _("the settings still name the certificate in use")
        raise SealerUnavailable(why=why)
    _end(before, by, reason, at)
    row = note_sealer(sealer=fresh, at=at)
    log(row, "evidence.rotate_seal", user=by, data={"reason": reason})
    return row


@transaction.atomic
def revoke_certificate(
    *, certificate: SealCertificate, by: User | None, reason: str, at: datetime, compromised: bool
) -> SealCertificate:
    """Revoke a seal certificate of the demo authority: its list is issued anew at once.

    Nothing more is sealed with it. Raises ReasonMissing, and NotOurAuthority for all others: their
    own authority revokes them, and its list comes in by SEAL_CRL_FILES.
    """
    reason = need_reason(reason)
    locked = held(certificate)
    if locked.revoked_at is not None:
        return locked
    if not locked.is_revocable:
        raise NotOurAuthority
    lists = authority.revoke(demo_folder(), int(locked.serial, 16), at, compromised=compromised)
    note_lists(lists=(lists,), at=at)
    locked.revoked_at, locked.revoked_by = at, by
    locked.revoke_reason = reason
    locked.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    record(Event(_chain(locked), TrustKind.REVOKED, at, vouch((CERTIFICATE_REVOKED, locked))))
    log(locked, "evidence.revoke_certificate", user=by, data={"reason": locked.revoke_reason})
    return locked
