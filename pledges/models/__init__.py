"""The pledge models, one aggregate per file. Import names from the files themselves."""

from pledges.models import (
    anchor,
    consent,
    custody,
    custody_check,
    custody_signing,
    envelope,
    evidence,
    reminder,
    seal,
    seal_warning,
    stamp,
    template,
)

__all__ = [
    "anchor",
    "consent",
    "custody",
    "custody_check",
    "custody_signing",
    "envelope",
    "evidence",
    "reminder",
    "seal",
    "seal_warning",
    "stamp",
    "template",
]
