from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cms.models.jobs import Job
from pledges.rounds.models.envelope import SigningRound
from tests.factories.rounds import envelope_of, make_round, make_version, sign
from tests.factories.staff import make_member
from tests.queries import cost

pytestmark = pytest.mark.usefixtures("time_machine_at")


@pytest.fixture
def half(world, opened, at):
    """staff (双江) and stranger (桂山) have signed, coordinator and neighbour have not."""
    for name in ("staff", "stranger"):
        sign(envelope_of(opened, world.members[name]), at)
    return opened


def units(response) -> list[tuple]:
    return [(row.name, row.asked, row.signed, row.is_self) for row in response.context["rows"]]


def people(response) -> list[str]:
    return [envelope.member_name for envelope in response.context["page"]]


def page_of(round_, **query) -> str:
    address = reverse("desk_pledge_round", args=[round_.pk])
    return address + "?" + "&".join(f"{key}={value}" for key, value in query.items())


@pytest.mark.parametrize(
    ("user", "rows", "names"),
    [
        (
            "hr_city",
            [("峨山县民政局", 3, 1, False), ("新平县民政局", 1, 1, False)],
            ["王㛃", "李𬭎", "多·吉", "赵铁"],
        ),
        (
            "hr_county",
            [("双江街道", 2, 1, False), ("小街街道", 1, 0, False)],
            ["王㛃", "李𬭎", "多·吉"],
        ),
        ("hr_township", [("双江街道", 2, 1, True)], ["王㛃", "李𬭎"]),
        ("inspector", [("峨山县民政局", 3, 1, False), ("新平县民政局", 1, 1, False)], None),
    ],
)
def test_each_reader_sees_the_own_subtree(world, login, half, user, rows, names):
    response = login(world.users[user]).get(page_of(half))
    assert units(response) == rows
    if names is not None:
        assert people(response) == names


def test_drilling_down_from_county_to_township_to_person(world, login, half):
    client = login(world.users["hr_city"])
    county = client.get(page_of(half, unit="530426"))
    assert units(county) == [("双江街道", 2, 1, False), ("小街街道", 1, 0, False)]
    township = client.get(page_of(half, unit="530426001", state="unsigned"))
    assert people(township) == ["李𬭎"]


@pytest.mark.parametrize("unit", ["530427", "530427001", "nonsense"])
def test_a_unit_out_of_reach_does_not_exist(world, login, half, unit):
    client = login(world.users["hr_county"])
    assert client.get(page_of(half, unit=unit)).status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"state": "signed"}, ["王㛃", "赵铁"]),
        ({"state": "unsigned"}, ["李𬭎", "多·吉"]),
        ({"state": "unsealed"}, ["王㛃", "赵铁"]),
        ({"q": "多"}, ["多·吉"]),
        ({"q": "nobody"}, []),
        ({"state": "nonsense", "page": "x"}, ["王㛃", "李𬭎", "多·吉", "赵铁"]),
    ],
)
def test_filters(world, login, half, query, names):
    assert people(login(world.users["hr_city"]).get(page_of(half, **query))) == names


def test_a_round_elsewhere_does_not_exist(world, login, at):
    other = make_round(world, at, organisation=world.xinping)
    client = login(world.users["hr_county"])
    assert client.get(page_of(other)).status_code == 404
    assert list(client.get(reverse("desk_pledges")).context["rounds"]) == []


def test_the_list_counts_within_reach_and_filters(world, login, half):
    client = login(world.users["hr_county"])
    (row,) = client.get(reverse("desk_pledges")).context["rounds"]
    assert (row.asked, row.signed) == (3, 1)
    assert client.get(reverse("desk_pledges"), {"q": "2025"}).context["rounds"] == []
    assert client.get(reverse("desk_pledges"), {"state": "closed"}).context["rounds"] == []
    assert "没有找到批次" in client.get(reverse("desk_pledges"), {"q": "2025"}).content.decode()


@pytest.mark.parametrize("user", ["staff", "trainer", "marker1", "admin"])
def test_others_have_no_desk(world, login, half, user):
    client = login(world.users[user])
    assert client.get(reverse("desk_pledges")).status_code == 404
    assert client.get(page_of(half)).status_code == 404
    assert client.get(reverse("desk_pledge_open")).status_code == 404


def test_opening_asks_first_and_then_opens(world, login, at):
    version = make_version(world.users["hr_city"], at)
    client = login(world.users["hr_county"])
    sent = {
        "version": version.pk,
        "organisation": world.eshan.pk,
        "title": "峨山县承诺书",
        "due_on": "2026-12-01",
    }
    preview = client.post(reverse("desk_pledge_open"), sent)
    assert (preview.context["asked"], SigningRound.objects.count()) == (3, 0)
    assert "向 3 人发起签署" in preview.content.decode()
    response = client.post(reverse("desk_pledge_open"), {**sent, "confirm": "1"})
    opened = SigningRound.objects.get()
    assert response.url == reverse("desk_pledge_round", args=[opened.pk])
    assert (opened.opened_by, opened.envelopes.count()) == (world.users["hr_county"], 3)
    assert opened.due_at.isoformat() == "2026-12-01T15:59:59+00:00"
    again = client.post(reverse("desk_pledge_open"), {**sent, "confirm": "1"})
    assert again.status_code == 422
    assert SigningRound.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisation": "xinping"}, "organisation"),
        ({"due_on": "2026-11-22"}, "due_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"title": ""}, "title"),
        ({"version": "0"}, "version"),
    ],
)
def test_a_round_that_cannot_be_opened_is_refused_at_its_field(world, login, at, changes, field):
    version = make_version(world.users["hr_city"], at)
    if "organisation" in changes:
        changes = {"organisation": world.xinping.pk}
    sent = {
        "version": version.pk,
        "organisation": world.eshan.pk,
        "title": "承诺书",
        "due_on": "2026-12-01",
        "confirm": "1",
        **changes,
    }
    response = login(world.users["hr_county"]).post(reverse("desk_pledge_open"), sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert SigningRound.objects.count() == 0


def test_an_inspector_changes_nothing(world, login, half):
    client = login(world.users["inspector"])
    assert client.get(reverse("desk_pledge_open")).status_code == 404
    close = reverse("desk_pledge_close", args=[half.pk])
    assert client.post(close, {"reason": "…"}).status_code == 404
    assert "关闭批次" not in client.get(page_of(half)).content.decode()


def test_closing_needs_the_whole_round_in_reach_and_a_reason(world, login, half):
    close = reverse("desk_pledge_close", args=[half.pk])
    assert login(world.users["hr_county"]).post(close, {"reason": "x"}).status_code == 404
    city = login(world.users["hr_city"])
    assert "还有 2 人未签署" in city.get(close).content.decode()
    assert city.post(close, {"reason": ""}).status_code == 422
    assert city.post(close, {"reason": "年度工作结束"}).status_code == 302
    half.refresh_from_db()
    assert (half.state, half.close_reason) == ("closed", "年度工作结束")


def test_the_register_holds_the_own_subtree_with_totals(world, login, half, tmp_path):
    url = reverse("desk_pledge_register", args=[half.pk])
    response = login(world.users["hr_county"]).get(url)
    path = tmp_path / "register.xlsx"
    path.write_bytes(response.content)
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0][0] == "台账：2026年度承诺书"
    assert rows[1][0].startswith("填报单位：峨山县民政局")
    assert [row[3] for row in rows[3:6]] == ["王㛃", "李𬭎", "多·吉"]
    assert [row[9] for row in rows[3:6]] == ["已签署，PDF 生成中", "未阅读", "未阅读"]
    assert (rows[6][3], rows[6][9]) == ("应签 3 人", "已签 1 人")


def test_the_zip_is_a_job_of_the_person_who_asks(world, login, half):
    response = login(world.users["hr_county"]).post(reverse("desk_pledge_zip", args=[half.pk]))
    job = Job.objects.get(name="rounds.export_round")
    told = {"round_id": half.pk, "unit": "530426"}
    assert (job.requested_by, job.arguments) == (world.users["hr_county"], told)
    assert response.url == reverse("job", args=[job.token])


def test_pages_cost_the_same_for_one_and_three(world, login, at):
    version = make_version(world.users["hr_city"], at)
    first = make_round(world, at, organisation=world.guishan, version=version)
    client = login(world.users["hr_city"])
    client.get(reverse("desk_pledges"))
    list_one, round_one = cost(client, reverse("desk_pledges")), cost(client, page_of(first))
    for place in (world.shuangjiang, world.xiaojie):
        make_round(world, at + timedelta(minutes=1), organisation=place, version=version)
    for name in ("钱一", "孙二"):
        member = make_member(world.guishan, name)
        make_round(world, at, organisation=world.guishan, title=name)
        assert member
    assert cost(client, reverse("desk_pledges")) == list_one
    last = SigningRound.objects.get(title="孙二")
    assert last.envelopes.count() == 3
    assert cost(client, page_of(last)) == round_one
