"""What a clerk types about an agreement, and what the parties send when they sign."""

from datetime import date

import pytest

from pledges.custody.forms.custody import (
    AgreementForm,
    CheckForm,
    CodeForm,
    CustodyFilter,
    DrawnForm,
    EndForm,
    RecheckForm,
    TableForm,
)
from tests.factories.custody import ID_NUMBER, custody_values
from tests.factories.rounds import DRAWN, SIGNATURE

NOT_SIGNED = ["还没有签名。请在方框内手写姓名，尚未签署。"]


@pytest.mark.django_db
@pytest.mark.usefixtures("time_machine_at")
class TestAgreementForm:
    @pytest.fixture
    def form(self, world):
        def fill(by: str = "hr_township", **changes) -> AgreementForm:
            values = {name: value for name, value in custody_values().items() if value is not None}
            sent = values | {"township": world.shuangjiang.pk} | changes
            return AgreementForm(sent, user=world.users[by])

        return fill

    def test_a_whole_agreement(self, form):
        sheet = form(custodian_phone="199 0877 0001", person_id_number=ID_NUMBER.lower())
        assert sheet.is_valid(), sheet.errors
        assert sheet.values["custodian_phone"] == "19908770001"
        assert sheet.values["person_id_number"] == ID_NUMBER
        assert sheet.values["starts_on"] == date(2026, 5, 1)

    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"person_id_number": "1"}, "person_id_number", "不是有效的 18 位身份证号。"),
            ({"custodian_phone": "1"}, "custodian_phone", "这不是 11 位手机号码。"),
            ({"person_name": "\ue000"}, "person_name", "姓名中有无法识别的字符。"),
            ({"ends_on": "2026-05-01"}, "ends_on", "到期日须晚于起始日。"),
            (
                {"custodian_is_official": "on"},
                "family_agreement_on",
                "工作人员代管须先与家庭成员签订书面协议。",
            ),
            (
                {"supervisor_name": "陈守信"},
                "supervisor_name",
                "代管人、救助对象和监督人必须是不同的人。",
            ),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, form, changes, field, words):
        assert form(**changes).errors == {field: [words]}

    @pytest.mark.parametrize("capacity", ["limited", "none"])
    def test_who_is_not_wholly_capable_has_a_guardian(self, form, capacity):
        words = ["救助对象为限制或者无民事行为能力人时必填。"]
        sheet = form(capacity=capacity)
        assert sheet.errors == {"guardian_name": words, "guardian_relation": words}
        assert form(capacity=capacity, guardian_name="李二", guardian_relation="兄弟").is_valid()

    @pytest.mark.parametrize("tail", ["12", "12345", "12a4"])
    def test_four_digits_of_the_account(self, form, tail):
        assert list(form(account_tail=tail).errors) == ["account_tail"]

    def test_only_townships_within_reach(self, world, form):
        assert list(form(township=world.xiaojie.pk).errors) == ["township"]
        county = AgreementForm(user=world.users["hr_county"])
        assert set(county.townships) == {world.shuangjiang, world.xiaojie}
        assert "township" not in county.initial


def test_the_box_is_signed_and_the_agreement_given():
    form = DrawnForm({"digest": "0" * 64, "drawn": DRAWN, "consent": "on"})
    assert form.is_valid()
    assert form.cleaned_data["drawn"] == SIGNATURE
    assert DrawnForm({"consent": "on"}).errors == {"drawn": NOT_SIGNED}
    assert list(DrawnForm({"drawn": DRAWN}).errors) == ["consent"]


def test_at_the_table_what_was_seen_and_who_was_there_is_for_the_flow_to_judge():
    form = TableForm({"drawn": DRAWN, "consent": "on", "is_mark": "on", "first_witness": "张三"})
    assert form.is_valid()
    assert form.witnesses == ["张三", ""]
    assert (form.cleaned_data["id_seen"], form.cleaned_data["is_mark"]) == (False, True)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a"])
def test_a_code_has_six_digits(code):
    assert list(CodeForm({"code": code}).errors) == ["code"]
    assert CodeForm({"code": "012345"}).is_valid()


def test_a_wrong_code_is_answered_in_words():
    assert CodeForm({"code": "12345a"}).errors == {"code": ["请填写短信中的六位数字。"]}


@pytest.mark.parametrize("field", ["income", "expense", "actual"])
def test_no_amount_of_a_check_is_below_zero(field):
    ratings = dict.fromkeys(("food", "clothing", "housing", "health", "surroundings"), "good")
    people = {"first_checker": "王㛃", "second_checker": "李𬭎"}
    amounts = {"income": "1", "expense": "1", "actual": "0"}
    sent = {"on": "2026-11-20", **people, **amounts, **ratings}
    assert CheckForm(sent).is_valid()
    assert CheckForm(sent | {field: "-1"}).errors == {field: ["不得小于零。"]}


def test_a_recheck_has_a_day_and_a_result():
    assert RecheckForm({"on": "2026-11-20", "result": "已补齐"}).is_valid()
    assert set(RecheckForm({}).errors) == {"on", "result"}


def test_the_receiver_signs_for_what_is_handed_over():
    sent = {"reason": "入住机构", "on": "2026-11-23", "balance": "380", "received_by": "李家顺"}
    assert EndForm(sent).errors == {"drawn": NOT_SIGNED}
    form = EndForm(sent | {"drawn": DRAWN})
    assert form.is_valid()
    assert form.cleaned_data["drawn"] == SIGNATURE
    assert list(EndForm(sent | {"drawn": DRAWN, "balance": "-1"}).errors) == ["balance"]


@pytest.mark.parametrize(
    ("sent", "valid"),
    [({}, True), ({"need": "scan", "sort": "end"}, True), ({"need": "x"}, False)],
)
def test_the_filter_knows_its_words(sent, valid):
    assert CustodyFilter(sent).is_valid() is valid
