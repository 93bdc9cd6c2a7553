"""The evidence inside a sealed file held against rows and chain. Reads only.

Whoever holds the database and not the key can write rows, entries and roots anew, but not this.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cms.lib.crypto import InvalidToken
from evidence.engine.checks import Fault
from evidence.engine.evidence_file import read
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import StoredFile
from evidence.subjects import SUBJECTS, code_of

# Worked out from the rest by rules that may change with the years.
DERIVED = frozenset({"format", "grade"})


def inside_faults(stored: StoredFile, evidence: bytes | None) -> Iterator[Fault]:
    """What the sealed evidence says otherwise than rows and chain; each place once."""
    kind = SUBJECTS.get(stored.subject.partition(":")[0])
    if kind is None or kind.inside is None:
        return
    subject = kind.find(code_of(stored.subject))
    if subject is None:
        yield Fault("subject_missing", stored.subject)
        return
    told = read(evidence)
    if not told:
        return
    try:
        now = kind.inside(subject)
    except (EvidenceEntry.DoesNotExist, EvidenceEntry.MultipleObjectsReturned):
        yield Fault("signature_without_evidence", stored.subject)
        return
    except (InvalidToken, AttributeError, LookupError, TypeError, ValueError):
        yield Fault("row_unreadable", stored.subject)
        return
    for place in _differences(told, now):
        yield Fault("evidence_contradicts", f"{stored.subject} {place}")


def _differences(told: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted((told.keys() | now.keys()) - DERIVED):
        one, other = told.get(key), now.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from (
                f"{key}.{name}"
                for name in sorted(one.keys() | other.keys())
                if one.get(name) != other.get(name)
            )
        elif one != other:
            yield key
