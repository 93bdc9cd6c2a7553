"""Personal data at rest: keys rotate, nothing is encrypted with no key, hashes are keyed."""

import hashlib
import hmac

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from cms.lib import crypto
from cms.lib.crypto import (
    InvalidToken,
    decrypt,
    decrypt_bytes,
    encrypt,
    encrypt_bytes,
    is_current,
    lookup_hash,
    rotate,
    rotate_bytes,
)

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TEXT = "530426198503071234"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = [OLD]
    settings.LOOKUP_KEY = "look-up"


def test_what_is_encrypted_reads_back_and_does_not_show():
    token = encrypt(TEXT)
    assert decrypt(token) == TEXT
    assert TEXT not in token
    assert encrypt(TEXT) != token  # the same text twice looks different
    assert decrypt(encrypt("王㛃")) == "王㛃"


def test_nothing_stays_nothing():
    assert (encrypt(""), decrypt(""), rotate("")) == ("", "", "")


def test_bytes_read_back_even_when_there_are_none():
    assert decrypt_bytes(encrypt_bytes(b"\x00\xff")) == b"\x00\xff"
    assert decrypt_bytes(encrypt_bytes(b"")) == b""


@pytest.mark.parametrize("act", [encrypt, decrypt, rotate])
def test_without_a_key_nothing_is_encrypted(settings, act):
    settings.FIELD_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="JIANGTANG_FIELD_KEYS"):
        act("x")


def test_a_new_key_comes_first_and_the_old_one_still_reads(settings):
    text, data = encrypt(TEXT), encrypt_bytes(b"scan")
    settings.FIELD_KEYS = [NEW, OLD]
    assert decrypt(text) == TEXT
    assert decrypt_bytes(data) == b"scan"
    assert is_current(text) is False
    assert is_current(data) is False
    fresh, fresh_data = rotate(text), rotate_bytes(data)
    assert is_current(fresh) is True
    assert is_current(fresh_data) is True
    settings.FIELD_KEYS = [NEW]
    assert (decrypt(fresh), decrypt_bytes(fresh_data)) == (TEXT, b"scan")
    for old in (text, data):
        with pytest.raises(InvalidToken):
            (decrypt if isinstance(old, str) else decrypt_bytes)(old)


def test_new_text_is_encrypted_with_the_first_key(settings):
    settings.FIELD_KEYS = [NEW, OLD]
    assert is_current(encrypt(TEXT)) is True
    settings.FIELD_KEYS = [OLD, NEW]
    assert is_current(encrypt_bytes(b"x")) is True


def test_what_was_tampered_with_does_not_read():
    token = encrypt(TEXT)
    with pytest.raises(InvalidToken):
        decrypt(token[:-4] + "AAA=")
    with pytest.raises(InvalidToken):
        decrypt("not a token")


def test_the_box_of_a_set_of_keys_is_made_once():
    """Unlocking a thousand rows must not read the keys a thousand times."""
    assert crypto._box((OLD,)) is crypto._box((OLD,))
    assert crypto._box((OLD,)) is not crypto._box((NEW, OLD))


def test_a_look_up_hash_is_keyed_and_says_of_what():
    keyed = hmac.new(b"look-up", f"id:{TEXT}".encode(), hashlib.sha256).hexdigest()
    assert lookup_hash("id", TEXT) == keyed
    assert lookup_hash("mobile", TEXT) != keyed
    assert lookup_hash("id", "") == ""


def test_another_key_gives_another_hash(settings):
    before = lookup_hash("id", TEXT)
    settings.LOOKUP_KEY = "other"
    assert lookup_hash("id", TEXT) != before


@pytest.mark.parametrize("text", [TEXT, ""])
def test_without_a_key_nothing_is_looked_up(settings, text):
    settings.LOOKUP_KEY = ""
    with pytest.raises(ImproperlyConfigured, match="JIANGTANG_LOOKUP_KEY"):
        lookup_hash("id", text)
