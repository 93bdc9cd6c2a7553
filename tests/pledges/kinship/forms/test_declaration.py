"""What staff type about themselves and their relatives: read generously, refused in words."""

from datetime import date
from decimal import Decimal

import pytest

from pledges.kinship.forms.declaration import (
    HeadForm,
    RelativeForm,
    SignDeclarationForm,
    with_present,
)
from tests.factories.kinship import ID_NUMBER
from tests.factories.rounds import DRAWN, SIGNATURE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at")]
HEAD = {"category": "township", "phone": "199 0877 0009", "has_relatives": "no"}
RELATIVE = {
    "relation": "parent",
    "name": " 多•吉 ",
    "id_number": "１１０１０５１９４９１２３１００２ｘ",
    "registered_at": "双江街道大营村",
    "lives_at": "双江街道大营村1号",
    "aid": "low_income",
    "state": "receiving",
    "people": "2",
    "monthly": "480.50",
    "since": "2025-03",
    "took_part": "no",
}


@pytest.mark.parametrize(("answer", "expected"), [("yes", True), ("no", False)])
def test_the_head_is_parsed(answer, expected):
    form = HeadForm(HEAD | {"has_relatives": answer})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "category": "township",
        "phone": "19908770009",
        "has_relatives": expected,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "1990877000"}, "phone"),
        ({"phone": "0877-1234567"}, "phone"),
        ({"category": "king"}, "category"),
        ({"has_relatives": "perhaps"}, "has_relatives"),
        ({"has_relatives": ""}, "has_relatives"),
    ],
)
def test_what_is_wrong_in_the_head(changes, field):
    assert list(HeadForm(HEAD | changes).errors) == [field]


def test_a_wrong_number_is_called_that():
    assert HeadForm(HEAD | {"phone": "1"}).errors["phone"] == ["这不是 11 位手机号码。"]


def test_a_relative_as_people_type_it():
    form = RelativeForm(RELATIVE)
    assert form.is_valid(), form.errors
    values = form.values
    assert (values["name"], values["id_number"]) == ("多·吉", ID_NUMBER)
    assert (values["monthly"], values["since"]) == (Decimal("480.50"), date(2025, 3, 1))
    assert (values["took_part"], values["took_part_in"]) == (False, "")


@pytest.mark.parametrize("since", ["2025-03", "2025年03月", "2025.03"])
def test_a_month_is_read_as_it_is_written_here(since):
    form = RelativeForm(RELATIVE | {"since": since})
    assert form.is_valid(), form.errors
    assert form.values["since"] == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        (
            {"id_number": "110105194912310021"},
            "id_number",
            "不是有效的18位身份证号，请与证件核对。",
        ),
        ({"name": "\ue000"}, "name", "姓名中有无法识别的字符。"),
        ({"since": "2026-12"}, "since", "该月份尚未到来。"),
        ({"took_part": "yes"}, "took_part_in", "请写明环节和时间。"),
    ],
)
def test_what_is_wrong_with_a_relative_is_said_at_its_field(changes, field, words):
    errors = RelativeForm(RELATIVE | changes).errors
    assert list(errors) == [field]
    assert words in errors[field][0]


@pytest.mark.parametrize(
    "changes", [{"people": "0"}, {"people": "31"}, {"monthly": "-1"}, {"monthly": "1.234"}]
)
def test_figures_have_their_limits(changes):
    assert list(RelativeForm(RELATIVE | changes).errors) == list(changes)


def test_who_took_part_says_in_which_step_and_who_did_not_says_nothing():
    words = {"took_part_in": "2025年4月入户"}
    took = RelativeForm(RELATIVE | words | {"took_part": "yes"})
    assert took.is_valid()
    assert took.values["took_part_in"] == "2025年4月入户"
    took_not = RelativeForm(RELATIVE | words)
    assert took_not.is_valid()
    assert took_not.values["took_part_in"] == ""


def test_a_withdrawn_word_stays_while_it_is_in_use():
    offered = [("parent", "父母")]
    assert with_present(offered, "")[1:] == offered
    assert with_present(offered, "parent")[1:] == offered
    assert with_present(offered, "aunt")[1:] == [*offered, ("aunt", "aunt")]


SIGN = {"digest": "0" * 64, "drawn": DRAWN, "promise": "on", "password": "secret"}


def test_signing_takes_the_promise_the_drawing_and_the_password():
    form = SignDeclarationForm(SIGN, renews=False)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["drawn"] == SIGNATURE
    assert "compared" not in form.fields


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"promise": ""}, "promise", "未作承诺不能签名。"),
        ({"drawn": "{"}, "drawn", "签名数据不完整，请清除后重新书写。"),
        ({"password": ""}, "password", "请输入登录口令，尚未签署。"),
    ],
)
def test_what_a_signature_lacks(changes, field, words):
    assert SignDeclarationForm(SIGN | changes, renews=False).errors == {field: [words]}


def test_who_declared_before_compares_first():
    assert SignDeclarationForm(SIGN, renews=True).errors == {"compared": ["请先核对差异。"]}
    assert SignDeclarationForm(SIGN | {"compared": "on"}, renews=True).is_valid()


def test_errors_stand_in_the_order_of_the_page():
    form = SignDeclarationForm({}, renews=True, totp=True)
    assert list(form.errors) == ["digest", "drawn", "compared", "promise", "password", "code"]
