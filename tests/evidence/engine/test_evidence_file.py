"""The attachment as strangers may write it."""

import json

import pytest

from evidence.engine.evidence_file import LIMIT, code_in, read

GOOD = {"document": {"code": "0000-0000-0000-0000"}}


def test_the_code_of_the_pledge_it_speaks_of():
    data = json.dumps(GOOD).encode()
    assert read(data) == GOOD
    assert code_in(data) == "0000-0000-0000-0000"


@pytest.mark.parametrize(
    "data", [None, b"", b"no json", b"[]", b"7", b"\xff\xfe\xfd", b"[" * 100_000]
)
def test_what_is_no_object_says_nothing(data):
    assert read(data) == {}
    assert code_in(data) == ""


@pytest.mark.parametrize(
    "value", [{}, {"document": []}, {"document": {}}, {"document": {"code": 7}}, {"document": None}]
)
def test_what_names_no_code_names_none(value):
    assert code_in(json.dumps(value).encode()) == ""


def test_a_megabyte_is_read_and_not_a_byte_more():
    assert LIMIT == 1_048_576
    data = json.dumps(GOOD).encode().ljust(LIMIT)
    assert read(data) == GOOD
    assert read(data + b" ") == {}
