"""System checks of the seal: what `manage.py check` says before anybody signs."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from cms.lib.errors import DomainError
from evidence.adapters.sealer import current_sealer, is_demo

HINT = "Set SEAL_KEY_FILE (PKCS#12 or PEM) or another SEALER; see docs/administrators.md."
LEVELS = ("B-T", "B-LTA")
W001, W002 = "evidence.W001", "evidence.W002"


def check_seal_settings(app_configs, **kwargs) -> list[CheckMessage]:
    """pledges.W001: nothing will be sealed. W002: sealed by the demo authority. E001: a typo."""
    found: list[CheckMessage] = []
    if is_demo() and not settings.SEAL_ALLOW_DEMO_CA:
        found.append(
            CheckWarning(
                "Signed pledges will wait: there is no seal certificate.", HINT, None, W001
            )
        )
    elif is_demo() and not settings.DEMO:
        found.append(
            CheckWarning("Pledges are sealed with the demo certificate.", HINT, None, W002)
        )
    if settings.SEAL_LEVEL not in LEVELS:
        text = f"SEAL_LEVEL is none of {', '.join(LEVELS)}."
        found.append(Error(text, None, None, "evidence.E001"))
    return found


def check_witnesses(app_configs, **kwargs) -> list[CheckMessage]:
    """evidence.E002: nobody outside keeps the daily roots. W003: no root is pinned."""
    found: list[CheckMessage] = []
    if not (settings.EVIDENCE_ROOT_FOLDER or settings.EVIDENCE_ROOT_EMAILS):
        found.append(
            Error(
                "Nobody outside keeps the daily roots of the evidence.",
                "Set EVIDENCE_ROOT_FOLDER to a folder that this program can only add to, or "
                "EVIDENCE_ROOT_EMAILS to people who keep them; see docs/evidence.md.",
                None,
                "evidence.E002",
            )
        )
    if not settings.EVIDENCE_TRUSTED_ROOTS:
        found.append(
            CheckWarning(
                "The roots that seals are judged by are not pinned.",
                "Set EVIDENCE_TRUSTED_ROOTS to their SHA-256 fingerprints.",
                None,
                "evidence.W003",
            )
        )
    return found


@dataclass(frozen=True)
class SealState:
    """Whether something can be sealed now: `problem` is empty if so."""

    is_demo: bool
    problem: str


def seal_state(at: datetime) -> SealState:
    """Asks the sealer of the settings, which loads its key."""
    try:
        current_sealer(at)
    except DomainError as refusal:
        return SealState(is_demo(), str(refusal))
    return SealState(is_demo(), "")
