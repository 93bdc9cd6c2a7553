"""Whom a check of sealed files believes: everything that ever sealed here, old roots included."""

from evidence.engine.trust import Trust
from evidence.models.certificate import SealCertificate, SealRevocationList

ROLE = SealCertificate.Role


def trust_store() -> Trust:
    """Roots, other certificates, and the newest revocation list of each authority, as DER."""
    rows = list(SealCertificate.objects.order_by("pk"))
    # A seal may be its own root (a file without a chain). What a token brings along may not:
    # whoever answers for a time authority could make itself one.
    own = [row for row in rows if row.role == ROLE.SEAL and row.subject == row.issuer]
    roots = [row for row in rows if row.role == ROLE.ROOT or row in own]
    newest = {}
    for entry in SealRevocationList.objects.order_by("this_update", "pk"):
        newest[entry.issuer] = bytes(entry.der)
    return Trust(
        roots=tuple(bytes(row.der) for row in roots),
        others=tuple(bytes(row.der) for row in rows if row not in roots),
        crls=tuple(newest.values()),
    )
