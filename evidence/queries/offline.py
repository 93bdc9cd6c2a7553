"""The page for checking offline, told whom this house believes."""

import hashlib
from datetime import datetime
from pathlib import Path

from evidence.engine.offline import PARTS, Known, page
from evidence.engine.trust import Trust
from evidence.models.certificate import SealCertificate

PLACE = Path(__file__).resolve().parent.parent / "templates" / "evidence" / "package"


def known_page(trust: Trust, at: datetime, *more: str) -> bytes:
    """`verify.html` with every certificate that ever sealed here and the roots of `trust`.

    `more`: fingerprints of further certificates that were just judged good.
    """
    seals = SealCertificate.objects.filter(role=SealCertificate.Role.SEAL)
    known = Known(
        seals=sorted({*seals.values_list("fingerprint", flat=True), *more}),
        roots=[hashlib.sha256(root).hexdigest() for root in trust.roots],
        made=at.isoformat(timespec="seconds"),
    )
    return offline_page(known)


def offline_page(known: Known) -> bytes:
    """`verify.html` that believes these and nobody else."""
    scripts = {name: (PLACE / "page" / f"{name}.js").read_text("utf-8") for name in PARTS}
    return page((PLACE / "verify.html").read_text("utf-8"), scripts, known)
