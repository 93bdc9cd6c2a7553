"""The one form that asks for a reason."""

from datetime import date

import pytest
from django import forms

from cms.lib.forms import ReasonForm, day


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\u3000\u3000", "\u00a0"])
def test_a_blank_reason_is_refused_beside_its_field(blank):
    form = ReasonForm({"reason": blank})
    assert not form.is_valid()
    assert list(form.errors) == ["reason"]


def test_a_reason_comes_out_stripped():
    form = ReasonForm({"reason": "\u3000 调岗 "})
    assert form.is_valid()
    assert form.cleaned_data == {"reason": "调岗"}


def test_a_reason_is_at_most_two_hundred_characters():
    assert ReasonForm({"reason": "长" * 200}).is_valid()
    assert list(ReasonForm({"reason": "长" * 201}).errors) == ["reason"]


def test_a_form_may_say_what_becomes_of_the_reason():
    class KeptForm(ReasonForm):
        reason_hint = "It is kept."

    assert KeptForm().fields["reason"].help_text == "It is kept."
    assert ReasonForm().fields["reason"].help_text == ""


def test_a_day_is_written_as_browsers_want_it():
    class DayForm(forms.Form):
        on = forms.DateField(widget=day())

    html = str(DayForm(initial={"on": date(2026, 3, 4)})["on"])
    assert 'type="date"' in html
    assert 'value="2026-03-04"' in html
