"""The attachment that says whose document a file is. Strangers write such files, too."""

import json

import pytest

from evidence.engine.evidence_file import LIMIT, code_in, read


def packed(value) -> bytes:
    return json.dumps(value).encode()


def padded(size: int) -> bytes:
    """A JSON object of exactly `size` bytes."""
    return b'{"a":"' + b"x" * (size - 8) + b'"}'


def test_an_object_is_read_as_it_is():
    assert read(packed({"document": {"code": "ABCD"}})) == {"document": {"code": "ABCD"}}


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"{",
        b"[1, 2]",
        b'"ABCD"',
        b"null",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"a":' * 100_000,
    ],
    ids=["none", "empty", "cut", "list", "text", "null", "no text", "deep list", "deep object"],
)
def test_anything_else_is_empty(data):
    assert read(data) == {}
    assert code_in(data) == ""


@pytest.mark.parametrize(("size", "is_read"), [(LIMIT, True), (LIMIT + 1, False)])
def test_a_mebibyte_is_the_most_that_is_read(size, is_read):
    data = padded(size)
    assert len(data) == size
    assert bool(read(data)) is is_read


def test_the_limit_is_a_mebibyte():
    assert LIMIT == 1_048_576


def test_the_code_is_found():
    assert code_in(packed({"document": {"code": "ABCD", "number": "1"}})) == "ABCD"


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"document": None},
        {"document": "ABCD"},
        {"document": ["code"]},
        {"document": {}},
        {"document": {"code": None}},
        {"document": {"code": 7}},
        {"document": {"code": ["ABCD"]}},
        {"code": "ABCD"},
    ],
)
def test_a_code_of_another_shape_is_none(value):
    assert code_in(packed(value)) == ""
