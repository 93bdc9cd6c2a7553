"""The box to sign in: what arrives is parsed once, and every fault has its words."""

import json

import pytest
from django import forms

from evidence.engine.strokes import MAX_BYTES, Signature
from evidence.forms.drawn import DrawnField
from tests.factories.rounds import DRAWN, SIGNATURE


def errors(value: str | None, **options) -> list[str]:
    form = _form(value, **options)
    assert not form.is_valid()
    return form.errors["drawn"]


def _form(value: str | None, **options) -> forms.Form:
    class Sheet(forms.Form):
        drawn = DrawnField(**options)

    return Sheet({} if value is None else {"drawn": value})


def test_what_was_drawn_arrives_as_a_signature():
    form = _form(DRAWN)
    assert form.is_valid()
    assert form.cleaned_data["drawn"] == SIGNATURE
    assert isinstance(form.cleaned_data["drawn"], Signature)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "还没有签名。请在方框内手写姓名，尚未签署。"),
        ("  ", "还没有签名。请在方框内手写姓名，尚未签署。"),
        ('{"width": 300, "height": 180, "strokes": []}', "还没有签名"),
        ('{"width": 300, "height": 180, "strokes": [[[1, 1]]]}', "签名太小或太短"),
        ('{"width": 0, "height": 180, "strokes": [[[1, 1]]]}', "签名数据不完整"),
        ('{"width": 300, "height": 180, "strokes": [[["x", 1]]]}', "签名数据不完整"),
        ("{", "签名数据不完整，请清除后重新书写。"),
        ("\x00", "签名数据不完整"),
        ("x" * (MAX_BYTES + 1), "签名笔画过多，请清除后重新书写。"),
    ],
)
def test_each_fault_has_its_words(value, words):
    assert words in errors(value)[0]


def test_too_many_strokes():
    line = [[10, 10], [290, 170]]
    drawn = json.dumps({"width": 300, "height": 180, "strokes": [line] * 1000})
    assert "签名笔画过多" in errors(drawn)[0]


def test_a_box_that_may_stay_empty_is_none_and_still_takes_no_scrawl():
    form = _form("", required=False)
    assert form.is_valid()
    assert form.cleaned_data["drawn"] is None
    assert "签名数据不完整" in errors("{", required=False)[0]


def test_the_drawing_comes_back_with_the_page_as_it_was_sent():
    form = _form(DRAWN)
    assert form["drawn"].value() == DRAWN
    assert form["drawn"].is_hidden
