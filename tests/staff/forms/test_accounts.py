import pytest

from staff.flows.accounts import AccountOutOfReach
from staff.forms.accounts import ActivationForm, NewCodeForm

DATA = {"staff_number": "YX00001", "code": "7KQM-2XWD-9RTA", "password": "a b", "again": "a b"}


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, set()),
        ({"again": "ab"}, {"again"}),
        ({"again": ""}, {"again"}),
        ({"password": ""}, {"password"}),
        ({"code": ""}, {"code"}),
        ({"staff_number": ""}, {"staff_number"}),
    ],
)
def test_what_is_missing_or_differs_is_named_once(values, errors):
    form = ActivationForm({**DATA, **values})
    assert set(form.errors) == errors
    assert all(len(texts) == 1 for texts in form.errors.values())


def test_a_password_keeps_its_spaces():
    form = ActivationForm({**DATA, "password": " a b ", "again": " a b "})
    assert form.is_valid()
    assert form.cleaned_data["password"] == " a b "


def test_the_rules_for_passwords_stand_beside_the_field():
    assert "<ul>" in ActivationForm().fields["password"].help_text


@pytest.mark.parametrize("typed", ["staff", "number"])
def test_a_new_code_names_an_account(world, typed):
    typed = world.members["staff"].staff_number if typed == "number" else typed
    form = NewCodeForm({"account": typed, "reason": "忘记密码"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["account"] == world.users["staff"]
    assert form.cleaned_data["forget_second_factor"] is False


def test_an_account_that_does_not_exist_is_refused_as_one_elsewhere(world):
    form = NewCodeForm({"account": "nobody", "reason": "忘记密码"})
    assert form.errors.as_data()["account"][0].code == AccountOutOfReach.code


def test_a_new_code_needs_a_reason(world):
    assert set(NewCodeForm({"account": "staff", "reason": " "}).errors) == {"reason"}
