"""Whom a check of sealed files believes: everything that ever sealed here, old roots included."""

import hashlib
from collections.abc import Iterator

from django.conf import settings

from evidence.engine.checks import Fault
from evidence.engine.trust import Trust
from evidence.models.certificate import SealCertificate, SealRevocationList
from evidence.models.chain import EvidenceEntry
from evidence.queries.kept import CERTIFICATE
from evidence.queries.rows import ROWS, digest_of

ROLE = SealCertificate.Role


def trust_store() -> Trust:
    """Roots, other certificates, and the newest revocation list of each authority, as DER."""
    rows = list(SealCertificate.objects.order_by("pk"))
    # A seal may be its own root (a file without a chain). What a token brings along may not:
    # whoever answers for a time authority could make itself one.
    own = [row for row in rows if row.role == ROLE.SEAL and row.subject == row.issuer]
    noted = _noted([row for row in rows if row.role == ROLE.ROOT or row in own])
    roots = [row for row in noted if is_pinned(row)]
    newest = {}
    for entry in SealRevocationList.objects.order_by("this_update", "pk"):
        newest[entry.issuer] = bytes(entry.der)
    return Trust(
        roots=tuple(bytes(row.der) for row in roots),
        others=tuple(bytes(row.der) for row in rows if row not in roots),
        crls=tuple(newest.values()),
    )


def is_pinned(row: SealCertificate) -> bool:
    """Whether the configuration names this root; where it names none, every noted one is meant."""
    pins = {pin.replace(":", "").lower() for pin in settings.EVIDENCE_TRUSTED_ROOTS}
    return not pins or hashlib.sha256(bytes(row.der)).hexdigest() in pins


def _noted(rows: list[SealCertificate]) -> list[SealCertificate]:
    """Those that an act of the program noted: a row that was slipped into the table is none."""
    told = EvidenceEntry.objects.filter(subject__in=[f"certificate:{row.pk}" for row in rows])
    said = {name: digest for one in told for name, digest in one.payload.get(ROWS, {}).items()}
    return [
        row
        for row in rows
        if said.get(f"{CERTIFICATE.word}/{row.pk}") == digest_of(CERTIFICATE, row)
    ]


def trust_faults() -> Iterator[Fault]:
    """Roots that the configuration does not name, and rows whose columns are not the bytes'."""
    for row in SealCertificate.objects.order_by("pk"):
        where = f"evidence_sealcertificate/{row.pk}"
        if row.role == ROLE.ROOT and not is_pinned(row):
            yield Fault("root_not_pinned", where)
        if hashlib.sha256(bytes(row.der)).hexdigest() != row.fingerprint:
            yield Fault("certificate_changed", where)
