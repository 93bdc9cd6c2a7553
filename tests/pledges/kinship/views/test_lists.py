"""The desk of near relatives: lists, cases, registers, who sees what."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from evidence.engine.codes import make_code
from evidence.models.chain import EvidenceEntry
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import KinshipAlert, KinshipMatch
from pledges.kinship.views import lists
from tests.factories.kinship import ID_NUMBER, make_declared, make_household, make_unrelated
from tests.queries import cost

pytestmark = pytest.mark.usefixtures("time_machine_at")
HOUSEHOLD = {
    "accepted_on": "2026-11-02",
    "name": "王大妹",
    "id_number": "11010519491231002x",
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
    "visitors": "陈一、陈二",
    "visitors_unrelated": "on",
    "visited_on": "2026-11-03",
    "opinion": "同意上报",
    "signed_how": "paper",
}
NONE = dict.fromkeys(
    (
        *("staff_name", "staff_unit", "staff_post", "relation", "hardship", "means"),
        *("visitors", "visitors_unrelated", "visited_on", "opinion"),
    ),
    "",
)


@pytest.fixture
def enter(world, login):
    """enter(name) → a client of that account."""
    return lambda name: login(world.users[name])


def test_the_township_enters_and_the_two_sides_are_compared_at_once(world, enter, at):
    make_declared(world.members["staff"], at, {})
    client = enter("hr_township")
    page = client.get("/desk/relatives/household/new/")
    code = page.context["form"]["code"].value()
    sent = HOUSEHOLD | {"township": world.shuangjiang.pk, "code": code}
    first = client.post("/desk/relatives/household/new/", sent)
    again = client.post("/desk/relatives/household/new/", sent)
    filing = HouseholdFiling.objects.get()
    assert first.url == again.url == f"/desk/relatives/household/{filing.code}/"
    assert (filing.id_number, filing.id_ok) == (ID_NUMBER, True)
    page = client.get(first.url).content.decode()
    assert "双报一致" in page
    assert "王**" in page
    assert ID_NUMBER not in page
    assert "王大妹" not in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"asked": ""}, "asked"),
        ({"visitors": "陈一"}, "visitors"),
        ({"visitors_unrelated": ""}, "visitors_unrelated"),
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"opinion": ""}, "opinion"),
        ({"visited_on": "2027-01-01"}, "visited_on"),
        ({"signed_how": "drawn"}, "drawn"),
    ],
)
def test_what_is_missing_is_said_at_its_field(world, enter, values, field):
    sent = HOUSEHOLD | {"township": world.shuangjiang.pk} | values
    answer = enter("hr_township").post("/desk/relatives/household/new/", sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not HouseholdFiling.objects.exists()


def test_a_number_that_fails_can_be_kept_as_it_stands_on_the_document(world, enter):
    sent = HOUSEHOLD | NONE | {"related": "no", "township": world.shuangjiang.pk}
    sent |= {"id_number": "110105194912310021", "id_as_shown": "on"}
    enter("hr_township").post("/desk/relatives/household/new/", sent)
    assert HouseholdFiling.objects.get().id_ok is False
    assert KinshipMatch.objects.get().result == "bad_id"


def test_a_township_elsewhere_is_not_offered(world, enter):
    sent = HOUSEHOLD | {"township": world.xiaojie.pk}
    answer = enter("hr_township").post("/desk/relatives/household/new/", sent)
    assert "township" in answer.context["form"].errors


def test_the_county_visits_decides_and_screens(world, enter, at):
    filing = make_household(world, at)
    address = f"/desk/relatives/household/{filing.code}/"
    county = enter("hr_county")
    sent = {"approved": "yes", "words": "同意", "monthly": "480", "starts_on": "2026-12"}
    assert "须县级入户" in county.post(f"{address}decide/", sent).content.decode()
    seen = {"on": "2026-11-05", "people": "赵一，钱二", "found": "属实"}
    assert county.post(f"{address}visit/", seen).url == address
    assert county.post(f"{address}decide/", sent).url == address
    steps = dict.fromkeys(("application", "acceptance", "confirmation"), "fine")
    screened = {"on": "2026-11-20", "conclusion": "keep", "words": "无误", **steps}
    assert county.post(f"{address}screen/", screened).url == address
    note = {"on": "2026-11-21", "kind": "more", "reason": "提标", "monthly": "500.50"}
    assert county.post(f"{address}note/", note).url == address
    filing.refresh_from_db()
    assert (filing.state, str(filing.monthly)) == ("confirmed", "500.50")
    assert "提标" in county.get(address).content.decode()


def test_somebody_steps_back(world, enter, at):
    filing = make_household(world, at)
    address = f"/desk/relatives/household/{filing.code}/"
    sent = {
        "member": world.members["staff"].pk,
        "role": "visitor",
        "substitute": "陈三",
        "reason": "父母",
        "on": "2026-11-03",
    }
    township = enter("hr_township")
    assert township.post(f"{address}recuse/", sent).url == address
    assert "由陈三接替" in township.get(address).content.decode()
    sent["member"] = world.members["coordinator"].pk
    assert township.post(f"{address}recuse/", sent).status_code == 422


def test_opinion_and_conclusion_through_the_pages(world, enter, at):
    signed = make_declared(world.members["staff"], at)
    address = f"/desk/relatives/declaration/{signed.code}/"
    assert enter("hr_township").post(f"{address}opinion/", {"words": "属实"}).url == address
    sent = {"result": "filed", "words": "同意"}
    assert enter("hr_township").post(f"{address}conclusion/", sent).status_code == 404
    assert enter("hr_city").post(f"{address}conclusion/", sent).status_code == 404
    assert enter("hr_county").post(f"{address}conclusion/", sent).url == address
    signed.refresh_from_db()
    assert signed.status == "filed"


def test_the_county_alone_sees_whole_numbers_after_a_reason(world, enter, at):
    signed = make_declared(world.members["staff"], at, {})
    address = f"/desk/relatives/declaration/{signed.code}/"
    for name, status in (("hr_township", 404), ("hr_city", 404), ("inspector", 404)):
        assert enter(name).post(f"{address}unmask/", {"reason": "看看"}).status_code == status
    county = enter("hr_county")
    assert ID_NUMBER not in county.get(f"{address}unmask/").content.decode()
    assert county.post(f"{address}unmask/", {"reason": ""}).status_code == 422
    assert ID_NUMBER in county.post(f"{address}unmask/", {"reason": "核对"}).content.decode()
    entry = EvidenceEntry.objects.get(subject=signed.subject, kind="unmasked")
    assert entry.payload["reason"] == "核对"


def test_every_reading_by_others_is_written_down(world, enter, at):
    signed = make_declared(world.members["staff"], at, {})
    for name in ("hr_township", "inspector"):
        page = enter(name).get(f"/desk/relatives/declaration/{signed.code}/").content.decode()
        assert ID_NUMBER not in page
    enter("staff").get(f"/pledges/declaration/{signed.code}/")
    readers = EvidenceEntry.objects.filter(subject=signed.subject, kind="read")
    assert [entry.payload["by"] for entry in readers] == [
        world.users["hr_township"].pk,
        world.users["inspector"].pk,
    ]


def test_an_alert_is_concluded_by_the_county_and_looked_at_again(world, enter, at):
    make_household(world, at)
    alert = KinshipAlert.objects.get()
    address = f"/desk/relatives/alert/{alert.code}/"
    sent = {"conclusion": "explained", "words": "已核实"}
    assert enter("hr_city").post(f"{address}conclude/", sent).status_code == 404
    county = enter("hr_county")
    assert county.post(f"{address}conclude/", sent).url == address
    again = {"agreed": "yes", "words": "同意"}
    assert "须由下结论以外" in county.post(f"{address}look/", again).content.decode()
    assert enter("hr_city").post(f"{address}look/", again).url == address
    alert.refresh_from_db()
    assert alert.state == "closed"


@pytest.mark.parametrize("kind", ["declarations", "households", "matches", "alerts"])
def test_lists_are_narrowed_sorted_and_have_an_empty_state(world, enter, at, kind):
    make_declared(world.members["staff"], at, {})
    make_declared(world.members["stranger"], at)
    make_unrelated(world, at)
    client = enter("hr_county")
    for query in ("", "?q=王", "?sort=name", "?sort=old", "?state=filed", "?need=screen"):
        page = client.get(f"/desk/relatives/{kind}/{query}")
        assert page.status_code == 200, query
        assert "赵铁" not in page.content.decode()
    assert "没有找到" in client.get(f"/desk/relatives/{kind}/?q=无此人").content.decode()
    assert client.get(f"/desk/relatives/{kind}/?unit={world.xinping.code}").status_code == 404
    elsewhere = enter("hr_other").get(f"/desk/relatives/{kind}/?q=王㛃")
    assert elsewhere.context["page"].paginator.count == 0


def test_a_longer_list_asks_no_more_questions(world, enter, at):
    client = enter("hr_county")
    make_household(world, at)
    client.get("/desk/relatives/households/")
    few = cost(client, "/desk/relatives/households/")
    for name in ("赵一", "赵二", "赵三"):
        make_household(world, at, name=name)
    assert cost(client, "/desk/relatives/households/") == few


def test_register_c_has_the_columns_of_the_sample(world, enter, at):
    make_declared(world.members["staff"], at, {})
    make_household(world, at)
    answer = enter("hr_county").post("/desk/relatives/matches/register", {})
    sheet = load_workbook(BytesIO(answer.content)).active
    wanted = (
        "序号｜县｜乡镇｜工作人员姓名｜单位｜职务｜关系｜救助对象姓名（脱敏）｜救助类别｜人口｜月金额｜"
        "表A日期｜表B日期｜比对结果｜县级入户日期｜最近复核日期｜复核结论｜备注"
    )
    assert [cell.value for cell in sheet[3]] == wanted.split("｜")
    line = [cell.value for cell in sheet[4]]
    assert line[3:9] == ["王㛃", "双江街道", "社会救助经办", "父母", "王**", "低保"]
    assert line[13] == "双报一致"
    assert "hr_county" in str(sheet.cell(sheet.max_row, 1).value)
    assert ID_NUMBER not in str([[cell.value for cell in row] for row in sheet])
    kinds = EvidenceEntry.objects.filter(kind="exported").values_list("subject", flat=True)
    assert {subject.partition(":")[0] for subject in kinds} == {"declaration", "household"}


@pytest.mark.parametrize("kind", ["declarations", "households", "alerts"])
def test_the_other_lists_can_be_taken_as_excel(world, enter, at, kind):
    make_declared(world.members["staff"], at, {})
    make_unrelated(world, at)
    answer = enter("hr_county").post(f"/desk/relatives/{kind}/register", {})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet.cell(4, 1).value == 1
    assert ID_NUMBER not in str([[cell.value for cell in row] for row in sheet])


def test_a_long_register_is_made_in_the_background(world, enter, at, monkeypatch):
    make_household(world, at)
    monkeypatch.setattr(lists, "DIRECT_ROWS", 0)
    answer = enter("hr_county").post("/desk/relatives/matches/register", {"result": "pending"})
    assert "/jobs/" in answer.url


def test_figures_lead_down_and_stop_at_the_subtree(world, enter, at):
    make_declared(world.members["staff"], at)
    page = enter("hr_county").get("/desk/relatives/")
    assert page.context["totals"]["declared"] == 1
    assert {row["unit"].code for row in page.context["rows"]} == {"530426001", "530426002"}
    client = enter("hr_county")
    assert client.get("/desk/relatives/?unit=530426001").context["totals"]["people"] == 2
    assert client.get("/desk/relatives/?unit=530427").status_code == 404
    assert client.get("/desk/relatives/nothing/").status_code == 404


def test_a_made_up_code_is_no_household(world, enter):
    code = make_code(bytes(10))
    assert enter("hr_county").get(f"/desk/relatives/household/{code}/").status_code == 404


def test_fields_of_a_related_household_are_not_called_optional(enter):
    page = enter("hr_township").get("/desk/relatives/household/new/").text
    assert page.count("有亲属关系时必填") == 10
