"""Personal data at rest: encryption with rotating keys, and a keyed hash for look-up.

Fernet (AES-128-CBC + HMAC) stands behind two functions, so that an SM4 provider can replace it.
"""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

__all__ = [
    "InvalidToken",
    "decrypt",
    "decrypt_bytes",
    "encrypt",
    "encrypt_bytes",
    "is_current",
    "lookup_hash",
    "rotate",
    "rotate_bytes",
]


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("JIANGTANG_FIELD_KEYS is empty: personal data needs a key.")
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the first key of JIANGTANG_FIELD_KEYS. The empty string stays empty."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Decrypt with whichever key fits. Raises InvalidToken when none does."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def rotate(token: str) -> str:
    """The same text, encrypted anew with the first key."""
    return _box(tuple(settings.FIELD_KEYS)).rotate(token.encode()).decode() if token else ""


def is_current(token: str | bytes) -> bool:
    """Whether the first key alone opens it: nothing to rotate."""
    try:
        _box(tuple(settings.FIELD_KEYS[:1])).decrypt(token)
    except InvalidToken:
        return False
    return True


def encrypt_bytes(data: bytes) -> bytes:
    """A file's content encrypted with the first key (a third larger: Fernet writes base64)."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(data)


def decrypt_bytes(token: bytes) -> bytes:
    """The content back. Raises InvalidToken when no key fits."""
    return _box(tuple(settings.FIELD_KEYS)).decrypt(token)


def rotate_bytes(token: bytes) -> bytes:
    """The same content, encrypted anew with the first key."""
    return _box(tuple(settings.FIELD_KEYS)).rotate(token)


def lookup_hash(kind: str, text: str) -> str:
    """Keyed SHA-256 for equality search. `kind` keeps an ID number and a phone apart."""
    if not settings.LOOKUP_KEY:
        raise ImproperlyConfigured("JIANGTANG_LOOKUP_KEY is empty: look-up hashes need a key.")
    key = settings.LOOKUP_KEY.encode()
    return hmac.new(key, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest() if text else ""
