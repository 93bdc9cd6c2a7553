"""The attachment evidence.json: which pledge it speaks of. Strangers write such files, too."""

import json

LIMIT = 1024 * 1024


def read(data: bytes | None) -> dict:
    """Its content; empty for anything that is not a JSON object of a sensible size."""
    if data is None or len(data) > LIMIT:
        return {}
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def code_in(data: bytes | None) -> str:
    """The verification code of the pledge it speaks of, or ""."""
    document = read(data).get("document")
    code = document.get("code") if isinstance(document, dict) else None
    return code if isinstance(code, str) else ""
