from datetime import UTC, datetime
from hashlib import sha256

import pytest

from exams.engine.seb import TooDeep, config_key, is_key, proves, request_hash, seb_json

# Computed by the reference implementations for a configuration without any setting.
EMPTY = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


def test_the_key_of_an_empty_configuration_is_the_public_one():
    assert config_key({}) == EMPTY
    assert config_key({"originatorVersion": "SEB_OSX_2.1.4"}) == EMPTY


def test_keys_are_ordered_without_regard_to_case():
    names = ["URLFilterMessage", "urlFilterRegex", "URLFilterRules", "allowFlashFullscreen"]
    names += ["allowedDisplaysMaxNumber", "browserUserAgentiOS", "browserUserAgentMac"]
    text = seb_json(dict.fromkeys(names, True))
    assert text == (
        '{"allowedDisplaysMaxNumber":true,"allowFlashFullscreen":true,"browserUserAgentiOS":true,'
        '"browserUserAgentMac":true,"URLFilterMessage":true,"urlFilterRegex":true,'
        '"URLFilterRules":true}'
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (False, "false"),
        (120000, "120000"),
        (1.5, "1.5"),
        ("ws:\\localhost:8706", '"ws:\\localhost:8706"'),  # nothing is escaped
        ('玉溪 "民政"', '"玉溪 "民政""'),
        (b"", '""'),
        (b"\x00\xff", '"AP8="'),
        (datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC), '"2026-11-24T01:02:03Z"'),
        ([], "[]"),
        ([{"b": 1, "A": [2]}], '[{"A":[2],"b":1}]'),
        ({"z": {}, "b": 1}, '{"b":1}'),
    ],
)
def test_each_type_is_written_as_the_rule_says(value, written):
    assert seb_json({"x": value}) == f'{{"x":{written}}}'


def test_empty_dictionaries_are_left_out():
    assert seb_json({"a": 1, "proxies": {}}) == '{"a":1}'


def test_a_bottomless_configuration_is_refused():
    deep: dict = {}
    for _level in range(50):
        deep = {"a": deep, "b": [1]}
    with pytest.raises(TooDeep):
        seb_json(deep)


def test_a_request_proves_its_address_and_the_key():
    url = "https://jiangtang.example/exams/1/"
    right = sha256((url + EMPTY).encode()).hexdigest()
    assert request_hash(url + "#top", EMPTY) == right
    assert proves(right.upper(), url, ["0" * 64, EMPTY])
    assert not proves(right, url + "start", [EMPTY])
    assert not proves(right, url, [])
    assert not proves("", url, [EMPTY])
    assert not proves("密", url, [EMPTY])


def test_what_reads_as_a_key():
    assert is_key(EMPTY)
    assert not is_key(EMPTY[:-1])
    assert not is_key(EMPTY.upper())


def nested(levels: int, wrap) -> dict:
    value = wrap(1)
    for _level in range(levels - 1):
        value = wrap(value)
    return {"a": value}


@pytest.mark.parametrize(
    ("wrap", "levels"),
    [(lambda inner: {"b": inner}, 20), (lambda inner: [inner], 21)],
    ids=["dictionaries", "lists"],
)
def test_twenty_levels_are_a_configuration_and_one_more_is_none(wrap, levels):
    assert seb_json(nested(levels, wrap)).count("1") == 1
    with pytest.raises(TooDeep):
        seb_json(nested(levels + 1, wrap))


def test_a_proof_with_blanks_around_it_is_one():
    url = "https://jiangtang.example/exams/1/"
    assert proves(f" {request_hash(url, EMPTY)}\r\n", url, [EMPTY])
