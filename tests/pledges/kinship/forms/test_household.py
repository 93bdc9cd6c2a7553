"""Sheet B: what the township types, and which of it is asked for when."""

from datetime import date

import pytest

from pledges.kinship.flows.households import Part
from pledges.kinship.forms.household import (
    RELATED,
    DecisionForm,
    HouseholdForm,
    NoteForm,
    RecusalForm,
    RescreenForm,
    VisitForm,
    names,
)
from staff.models.member import Member
from tests.factories.kinship import ID_NUMBER
from tests.factories.rounds import DRAWN, SIGNATURE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_machine_at")]
SENT = {
    "accepted_on": "2026-11-02",
    "name": "王大妹",
    "id_number": ID_NUMBER.lower(),
    "sex": "female",
    "born_on": "1949-12-31",
    "registered_at": "双江街道大营村",
    "lives_at": "双江街道大营村1号",
    "people": "2",
    "matter": "low_income",
    "reason": "因病致贫",
    "applied_on": "2026-11-01",
    "asked": "on",
    "related": "yes",
    "staff_name": "王㛃",
    "staff_unit": "双江街道",
    "staff_post": "社会救助经办",
    "relation": "parent",
    "hardship": "长期患病",
    "means": "已核对",
    "visited_on": "2026-11-03",
    "visitors": "陈一、陈二",
    "visitors_unrelated": "on",
    "opinion": "同意上报",
    "signed_how": "paper",
}
ZEROS = "0000-0000-0000-0000"
NEEDED = "有工作人员亲属的，此项必填。"


@pytest.fixture
def form(world):
    def fill(**changes) -> HouseholdForm:
        sent = SENT | {"township": world.shuangjiang.pk} | changes
        return HouseholdForm(sent, user=world.users["hr_township"])

    return fill


def test_a_whole_sheet(form):
    sheet = form(panel="赵三，钱四", reviewers="孙五")
    assert sheet.is_valid(), sheet.errors
    assert sheet.values["id_number"] == ID_NUMBER
    assert (sheet.values["related"], sheet.values["id_ok"]) == (True, True)
    assert sheet.parts == [
        Part("visitor", "陈一"),
        Part("visitor", "陈二"),
        Part("panel", "赵三"),
        Part("panel", "钱四"),
        Part("reviewer", "孙五"),
    ]


@pytest.mark.parametrize("field", RELATED)
def test_a_relative_among_staff_asks_for_more(form, field):
    assert form(**{field: ""}).errors == {field: [NEEDED]}


def test_without_a_relative_what_is_typed_about_one_is_dropped(form):
    sheet = form(related="no", visitors="陈一", visitors_unrelated="")
    assert sheet.is_valid(), sheet.errors
    assert (sheet.values["staff_name"], sheet.values["visited_on"], sheet.parts) == ("", None, [])


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"visitors": "陈一"}, "visitors", "入户须由两名不同的人员同往。"),
        ({"visitors": "陈一、陈一"}, "visitors", "入户须由两名不同的人员同往。"),
        ({"visitors_unrelated": ""}, "visitors_unrelated", "请确认入户人员与该户无利害关系。"),
        ({"name": "\ue000"}, "name", "姓名中有无法识别的字符。"),
        ({"staff_phone": "123"}, "staff_phone", "这不是 11 位手机号码。"),
        ({"id_number": "123"}, "id_number", "不是有效的18位身份证号，请与证件核对。"),
        ({"accepted_on": "2026-11-24"}, "accepted_on", "日期晚于今天。"),
        ({"born_on": "2030-01-01"}, "born_on", "日期晚于今天。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(form, changes, field, words):
    assert form(**changes).errors == {field: [words]}


def test_nobody_asked_aloud_is_asked_for(form):
    assert list(form(asked="").errors) == ["asked"]


def test_a_number_that_fails_stands_as_the_document_shows_it(form):
    sheet = form(id_number="１１０１０５１９４９１２３１００２１", id_as_shown="on")
    assert sheet.is_valid(), sheet.errors
    assert sheet.values["id_number"] == "110105194912310021"
    assert sheet.values["id_ok"] is False


@pytest.mark.parametrize("drawn", ["", "{", DRAWN])
def test_on_paper_the_box_is_not_looked_at(form, drawn):
    sheet = form(drawn=drawn)
    assert sheet.is_valid(), sheet.errors
    assert sheet.cleaned_data["drawn"] is None


def test_drawn_here_the_box_is_parsed(form):
    sheet = form(signed_how="drawn", drawn=DRAWN)
    assert sheet.is_valid(), sheet.errors
    assert sheet.cleaned_data["drawn"] == SIGNATURE
    assert form(signed_how="drawn", drawn="{").errors == {
        "drawn": ["签名数据不完整，请清除后重新书写。"]
    }


def test_only_the_own_townships_are_offered(world):
    own = HouseholdForm(user=world.users["hr_township"])
    assert list(own.fields["township"].queryset) == [world.shuangjiang]
    assert own.initial["township"] == world.shuangjiang
    other = HouseholdForm(SENT | {"township": world.guishan.pk}, user=world.users["hr_township"])
    assert list(other.errors) == ["township"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [("", ""), ("nonsense", ""), ("0000-0000-0000-0000", "0000-0000-0000-0000")],
)
def test_the_pages_own_code_is_taken_only_when_it_is_one(form, code, expected):
    sheet = form(code=code)
    assert sheet.is_valid(), sheet.errors
    assert sheet.cleaned_data["code"] == expected


def test_names_in_a_line():
    assert names("陈一, 陈二，赵三、钱四;孙五；  ") == ["陈一", "陈二", "赵三", "钱四", "孙五"]


def test_the_county_visits_with_two():
    sent = {"on": "2026-11-20", "people": "陈一、陈二", "found": "属实"}
    form = VisitForm(sent)
    assert form.is_valid()
    assert form.cleaned_data["people"] == ["陈一", "陈二"]
    assert VisitForm(sent | {"people": "陈一"}).errors == {
        "people": ["入户须由两名不同的人员同往。"]
    }


def test_what_is_approved_has_an_amount_and_a_first_month():
    assert DecisionForm({"approved": "no", "words": "收入高于标准"}).is_valid()
    needed = ["同意的，此项必填。"]
    form = DecisionForm({"approved": "yes", "words": "符合"})
    assert form.errors == {"monthly": needed, "starts_on": needed}
    form = DecisionForm(
        {"approved": "yes", "words": "符合", "monthly": "480", "starts_on": "2026-12"}
    )
    assert form.is_valid()
    assert (form.cleaned_data["approved"], form.cleaned_data["starts_on"]) == (
        True,
        date(2026, 12, 1),
    )


def test_a_note_may_have_no_amount_but_none_below_zero():
    kind = NoteForm().fields["kind"].choices[-1][0]
    sent = {"on": "2026-11-20", "kind": kind, "reason": "调整"}
    assert NoteForm(sent).is_valid()
    assert NoteForm(sent | {"monthly": "-1"}).errors == {"monthly": ["不得小于零。"]}


def test_a_screening_answers_for_each_step():
    assert set(RescreenForm({}).errors) >= {"on", "application", "acceptance", "confirmation"}


def test_only_people_of_the_case_step_back(world):
    sent = {
        "member": world.members["staff"].pk,
        "role": "visitor",
        "substitute": "陈三",
        "reason": "近亲属",
        "on": "2026-11-20",
    }
    assert RecusalForm(sent, members=Member.objects.filter(name="王㛃")).is_valid()
    assert list(RecusalForm(sent, members=Member.objects.filter(name="李𬭎")).errors) == ["member"]
