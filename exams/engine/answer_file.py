"""The answer file: what an exam page could not send, sealed for the one attempt it belongs to.

The format is documented in docs/exam-protocol.md. AES-256-GCM keeps the content from being read or
changed on its way; the attempt's public id is bound to it as associated data.
"""

import base64
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bank.engine.items import Kind
from exams.engine.log import Event
from exams.engine.wire import read_row

FORMAT = "jiangtang-answers-1"
MAX_BYTES = 5 * 1024 * 1024
MAX_EVENTS = 20_000
NONCE = 12


class BadFile(ValueError):
    """The file cannot be taken; `code` is one of too_large, not_ours, other_attempt, damaged."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Sealed:
    """A file whose wrapping could be read; nothing in it is believed yet."""

    attempt: str
    nonce: bytes
    data: bytes


def derive_key(secret: str, public_id: str) -> bytes:
    """The key of one attempt: HKDF-SHA256 of the server's secret. Knowing it tells no other."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=_bound(public_id))
    return derivation.derive(secret.encode())


def _bound(public_id: str) -> bytes:
    return f"{FORMAT}:{public_id}".encode()


def unwrap(data: bytes) -> Sealed:
    """Read the wrapping. Raises BadFile."""
    if len(data) > MAX_BYTES:
        raise BadFile("too_large")
    try:
        envelope = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadFile("not_ours") from None
    if not isinstance(envelope, dict) or envelope.get("format") != FORMAT:
        raise BadFile("not_ours")
    attempt, nonce, sealed = (envelope.get(name) for name in ("attempt", "nonce", "data"))
    if not isinstance(attempt, str):
        raise BadFile("damaged")
    return Sealed(attempt, _bytes(nonce), _bytes(sealed))


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise BadFile("damaged") from None


def unseal(
    sealed: Sealed, keys: list[bytes], public_id: str, items: int, kinds: Sequence[Kind] = ()
) -> list[Event]:
    """The events of a file made for this attempt, in the order in which they were made.

    `keys`: the attempt's key under every secret still in use. Raises BadFile.
    """
    if sealed.attempt != public_id:
        raise BadFile("other_attempt")
    plain = _open(sealed, keys, public_id)
    try:
        rows = json.loads(plain)["events"]
        if len(rows) > MAX_EVENTS:
            raise BadFile("too_large")
        return [read_row(row, items, kinds) for row in rows]
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise fault if isinstance(fault, BadFile) else BadFile("damaged") from fault


def _open(sealed: Sealed, keys: list[bytes], public_id: str) -> bytes:
    for key in keys:
        with suppress(InvalidTag, ValueError):
            return AESGCM(key).decrypt(sealed.nonce, sealed.data, _bound(public_id))
    raise BadFile("damaged")


def seal(events: list[Event], key: bytes, public_id: str) -> bytes:
    """The file as the exam page makes it: the reference for tests and for other clients."""
    nonce = os.urandom(NONCE)
    rows = [{"client": event.client, "seq": event.sequence, **event.payload} for event in events]
    plain = json.dumps({"events": rows}, ensure_ascii=False).encode()
    text = {
        "format": FORMAT,
        "attempt": public_id,
        "nonce": base64.b64encode(nonce).decode(),
        "data": base64.b64encode(AESGCM(key).encrypt(nonce, plain, _bound(public_id))).decode(),
    }
    return json.dumps(text).encode()
