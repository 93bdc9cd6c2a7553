"""The page for checking offline, told whom this house believes."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.db.models import F, Q, QuerySet

from evidence.engine.offline import PARTS, Known, page
from evidence.engine.trust import Trust
from evidence.models.certificate import SealCertificate

PLACE = Path(__file__).resolve().parent.parent / "templates" / "evidence" / "package"


def authorities() -> QuerySet[SealCertificate]:
    """The certificates that all others here lead to: roots, and seals that are their own root."""
    own = Q(role=SealCertificate.Role.SEAL, subject=F("issuer"))
    return SealCertificate.objects.filter(Q(role=SealCertificate.Role.ROOT) | own).order_by("pk")


def seals() -> QuerySet[SealCertificate]:
    """Every certificate that ever sealed here."""
    return SealCertificate.objects.filter(role=SealCertificate.Role.SEAL).order_by("pk")


def known_page(trust: Trust, at: datetime, *more: str) -> bytes:
    """`verify.html` with every certificate that ever sealed here and the roots of `trust`.

    `more`: fingerprints of further certificates that were just judged good.
    """
    known = Known(
        seals=sorted({*seals().values_list("fingerprint", flat=True), *more}),
        roots=[hashlib.sha256(root).hexdigest() for root in trust.roots],
        made=at.isoformat(timespec="seconds"),
    )
    return offline_page(known)


def offline_page(known: Known) -> bytes:
    """`verify.html` that believes these and nobody else."""
    scripts = {name: (PLACE / "page" / f"{name}.js").read_text("utf-8") for name in PARTS}
    return page((PLACE / "verify.html").read_text("utf-8"), scripts, known)
