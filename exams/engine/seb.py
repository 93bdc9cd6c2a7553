"""Safe Exam Browser: the Config Key of a configuration, and the hash a request must carry.

The public rule (safeexambrowser.org, "Config Key"): the settings without `originatorVersion`,
written as "SEB-JSON" (keys ordered without regard to case, no spaces, nothing escaped, data as
Base64, dates as ISO 8601, empty dictionaries left out), hashed with SHA-256. A request proves the
key by the hash of its absolute address followed by the key.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any

HEX_KEY = re.compile(r"[0-9a-f]{64}")
IGNORED = "originatorVersion"
MAX_DEPTH = 20


class TooDeep(ValueError):
    """Nested further than any configuration is."""


def config_key(config: Mapping[str, Any]) -> str:
    """The Config Key, as 64 hexadecimal digits. Raises TooDeep."""
    return sha256(seb_json(config).encode()).hexdigest()


def seb_json(config: Mapping[str, Any]) -> str:
    """The configuration as SEB-JSON. Raises TooDeep.

    No setting at all is written as an empty list: that is what the checking side of the reference
    implementations hashes.
    """
    settings = {name: value for name, value in config.items() if name != IGNORED}
    return _dict(settings, 0) if settings else "[]"


def _dict(settings: Mapping[str, Any], depth: int) -> str:
    if depth > MAX_DEPTH:
        raise TooDeep
    pairs = [(name, value) for name, value in settings.items() if value != {}]
    pairs.sort(key=lambda pair: pair[0].lower())
    return "{" + ",".join(f'"{name}":{_value(value, depth)}' for name, value in pairs) + "}"


def _value(value: Any, depth: int) -> str:
    if isinstance(value, Mapping):
        return _dict(value, depth + 1)
    if isinstance(value, list):
        if depth > MAX_DEPTH:
            raise TooDeep
        return "[" + ",".join(_value(part, depth + 1) for part in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return f'"{b64encode(value).decode()}"'
    if isinstance(value, datetime):
        return f'"{value:%Y-%m-%dT%H:%M:%SZ}"'
    return str(value) if isinstance(value, int | float) else f'"{value}"'


def request_hash(url: str, key: str) -> str:
    """What a request for `url` carries; a fragment is no part of it."""
    return sha256((url.partition("#")[0] + key).encode()).hexdigest()


def proves(claimed: str, url: str, keys: Iterable[str]) -> bool:
    """Whether `claimed` is the hash of `url` with one of the keys."""
    text = claimed.strip().lower().encode()
    return any(compare_digest(text, request_hash(url, key).encode()) for key in keys)


def is_key(text: str) -> bool:
    """Whether this reads as a Config Key: 64 hexadecimal digits, in lower case."""
    return HEX_KEY.fullmatch(text) is not None
