import io

import openpyxl
import pytest

from staff.flows.groups import set_up, sync_all_groups
from staff.flows.members import record_leaving, transfer_member
from tests.factories.staff import make_post

URL = "/admin/reports/roster-changes/"


@pytest.fixture
def enter(world, login, at, monkeypatch):
    monkeypatch.setattr("staff.lent.SENSITIVE", frozenset())
    set_up()
    sync_all_groups(at=at)
    common = {"by": world.users["admin"], "at": at, "on": at.date()}
    transfer_member(
        member=world.members["staff"],
        organisation=world.guishan,
        post=make_post("民政助理"),
        reason="调动",
        **common,
    )
    record_leaving(member=world.members["neighbour"], reason="退休", **common)
    return lambda name: login(world.users[name])


def seen(answer) -> set[str]:
    return {change.member.name for change in answer.context["object_list"]}


@pytest.mark.parametrize(
    ("user", "found"),
    [
        ("hr_city", {"王㛃", "多·吉"}),
        ("hr_county", {"王㛃", "多·吉"}),  # left this county
        ("hr_other", {"王㛃"}),  # came to that one
        ("hr_township", {"王㛃"}),
        ("admin", {"王㛃", "多·吉"}),
    ],
)
def test_a_move_is_seen_on_both_sides(enter, user, found):
    assert seen(enter(user).get(URL)) == found


def test_others_get_nothing(enter):
    assert enter("trainer").get(URL).status_code == 404


def test_filters_and_export(enter):
    client = enter("hr_city")
    assert seen(client.get(URL, {"kind": "left"})) == {"多·吉"}
    assert seen(client.get(URL, {"effective_on_from": "2027-01-01"})) == set()
    answer = client.get(URL, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert {sheet["A4"].value, sheet["A5"].value} == {"王㛃", "多·吉"}
