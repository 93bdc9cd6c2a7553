import base64
import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from exams.engine import answer_file
from exams.engine.answer_file import BadFile, derive_key, seal, unseal, unwrap
from exams.engine.log import FLAG, Event
from tests.factories.exams import answer

ITEMS = 5
EVENTS = [answer(1, 2, "B"), Event("client-test-1", 2, 3, FLAG, True), answer(3, 4, "多·吉", "㛃")]
KEY = derive_key("secret", "mine")


def sealed(**changes) -> bytes:
    text = json.loads(seal(EVENTS, KEY, "mine"))
    return json.dumps(text | changes).encode()


def reading(data: bytes, public_id: str = "mine", keys=(KEY,), items: int = ITEMS):
    return unseal(unwrap(data), list(keys), public_id, items)


def refusal(data: bytes, **options) -> str:
    with pytest.raises(BadFile) as refused:
        reading(data, **options)
    return refused.value.code


def test_what_was_sealed_comes_back_in_its_order():
    assert reading(sealed()) == EVENTS


def test_a_byte_order_mark_and_line_breaks_of_an_editor_do_no_harm():
    assert reading(b"\xef\xbb\xbf" + sealed().replace(b", ", b",\r\n ")) == EVENTS


def test_an_older_secret_still_opens():
    assert reading(sealed(), keys=(derive_key("newer", "mine"), KEY)) == EVENTS


def test_the_keys_of_two_attempts_have_nothing_in_common():
    assert derive_key("secret", "mine") != derive_key("secret", "other")
    assert len(KEY) == 32


def test_the_file_of_another_attempt_is_told_apart_and_cannot_be_passed_off():
    assert refusal(sealed(), public_id="other") == "other_attempt"
    renamed = sealed(attempt="other")
    for key in (KEY, derive_key("secret", "other")):
        assert refusal(renamed, public_id="other", keys=(key,)) == "damaged"


def test_every_changed_byte_is_noticed():
    data = base64.b64decode(json.loads(sealed())["data"])
    fixed = json.loads(sealed())
    for place in range(0, len(data), 7):
        broken = bytearray(base64.b64decode(fixed["data"]))
        broken[place] ^= 1
        text = fixed | {"data": base64.b64encode(broken).decode()}
        assert refusal(json.dumps(text).encode()) == "damaged"


@pytest.mark.parametrize(
    "changes",
    [{"data": ""}, {"data": "%%"}, {"data": 7}, {"nonce": ""}, {"nonce": None}, {"attempt": 3}],
)
def test_a_file_cut_or_mistyped_is_damaged(changes):
    assert refusal(sealed(**changes)) == "damaged"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_not_ours_is_called_so(data):
    assert refusal(data) == "not_ours"


@pytest.mark.parametrize(
    "plain",
    [
        b"no json",
        b"[]",
        b"{}",
        b'{"events": 7}',
        b'{"events": [1]}',
        b'{"events": [{"client": "x", "seq": 1, "item": 1, "answer": []}]}',
        b'{"events": [{"client": "client-test-1", "seq": 1, "item": 6, "answer": []}]}',
    ],
)
def test_a_good_seal_does_not_make_bad_content_good(plain):
    nonce = b"0" * 12
    data = AESGCM(KEY).encrypt(nonce, plain, b"jiangtang-answers-1:mine")
    words = {"nonce": nonce, "data": data}
    changes = {name: base64.b64encode(value).decode() for name, value in words.items()}
    assert refusal(sealed(**changes)) == "damaged"


def test_too_large_is_refused_before_it_is_read(monkeypatch):
    assert refusal(b"{" + b" " * answer_file.MAX_BYTES) == "too_large"
    monkeypatch.setattr(answer_file, "MAX_EVENTS", 2)
    assert refusal(sealed()) == "too_large"


def test_a_file_may_hold_as_many_events_as_the_limit_says(monkeypatch):
    monkeypatch.setattr(answer_file, "MAX_EVENTS", len(EVENTS))
    assert reading(sealed()) == EVENTS
    monkeypatch.setattr(answer_file, "MAX_EVENTS", len(EVENTS) - 1)
    assert refusal(sealed()) == "too_large"


def test_a_file_may_be_as_large_as_the_limit_says(monkeypatch):
    data = sealed()
    monkeypatch.setattr(answer_file, "MAX_BYTES", len(data))
    assert reading(data) == EVENTS
    assert refusal(data + b" ") == "too_large"


def test_the_limits_are_those_of_the_protocol():
    assert (answer_file.MAX_BYTES, answer_file.MAX_EVENTS) == (5_242_880, 20_000)


def test_what_is_sealed_inside_is_plain_utf_8():
    """As the exam page writes it: the same file from the same answers, byte for byte."""
    text = json.loads(sealed())
    nonce, data = (base64.b64decode(text[name]) for name in ("nonce", "data"))
    plain = AESGCM(KEY).decrypt(nonce, data, b"jiangtang-answers-1:mine")
    assert "多·吉".encode() in plain
    assert len(nonce) == 12


def test_another_format_is_not_ours():
    assert refusal(sealed(format="jiangtang-answers-2")) == "not_ours"


def test_every_refusal_says_its_name():
    assert str(BadFile("damaged")) == "damaged"


@pytest.mark.parametrize("data", ["QUJD\n", "QU JD", "QUJ*"])
def test_signs_that_are_none_of_the_alphabet_are_not_passed_over(data):
    with pytest.raises(BadFile, match="damaged"):
        unwrap(sealed(data=data))


def test_letters_beyond_the_alphabet_are_damage():
    assert refusal(sealed(nonce="玉溪")) == "damaged"


def test_content_nested_without_end_is_damage():
    nonce = b"0" * 12
    data = AESGCM(KEY).encrypt(nonce, b"[" * 100_000, b"jiangtang-answers-1:mine")
    words = {"nonce": base64.b64encode(nonce).decode(), "data": base64.b64encode(data).decode()}
    assert refusal(sealed(**words)) == "damaged"


def test_a_file_without_any_key_to_try_is_damaged():
    assert refusal(sealed(), keys=()) == "damaged"
