"""Whom a check of sealed files believes: everything that ever sealed here, old roots included."""

from pledges.engine.trust import Trust
from pledges.models.seal import SealCertificate, SealRevocationList

ROLE = SealCertificate.Role


def trust_store() -> Trust:
    """Roots, other certificates, and the newest revocation list of each authority, as DER."""
    rows = list(SealCertificate.objects.order_by("pk"))
    roots = [row for row in rows if row.role == ROLE.ROOT or row.subject == row.issuer]
    newest = {}
    for entry in SealRevocationList.objects.order_by("this_update", "pk"):
        newest[entry.issuer] = bytes(entry.der)
    return Trust(
        roots=tuple(bytes(row.der) for row in roots),
        others=tuple(bytes(row.der) for row in rows if row not in roots),
        crls=tuple(newest.values()),
    )
