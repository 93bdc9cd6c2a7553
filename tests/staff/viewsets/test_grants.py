from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from staff.models.roles import RoleGrant
from tests.factories.staff import make_grant, make_user

LIST = "/admin/grants/"


@pytest.fixture
def giver(world, at):
    """A permissions administrator of 峨山 county only, in the admin, with the clock at `at`."""
    call_command("setup_site")
    user = make_user("giver")
    make_grant(user, "permissions_admin", world.eshan)
    with time_machine.travel(at, tick=False):
        yield user


def listed(response) -> set[str]:
    return {grant.user.username for grant in response.context["object_list"]}


def test_the_list_ends_at_the_own_subtree(giver, login):
    assert listed(login(giver).get(LIST)) == {"hr_county", "hr_township", "giver"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=township", {"hr_township"}),
        ("q=双江", {"hr_township"}),
        ("role=permissions_admin", {"giver"}),
        ("state=ended", {"hr_county"}),
        ("state=live", {"hr_township", "giver"}),
        ("state=coming", set()),
    ],
)
def test_search_and_filter(world, giver, login, at, query, names):
    world.users["hr_county"].role_grants.update(revoked_at=at - timedelta(hours=1))
    assert listed(login(giver).get(f"{LIST}?{query}")) == names


def test_give_and_look_and_take_back(world, giver, login):
    client = login(giver)
    values = {
        "account": "staff",
        "role": "inspector",
        "organisation": world.shuangjiang.pk,
        "last_day": "2026-12-31",
        "reason": "年度督导",
    }
    assert client.post(f"{LIST}give/", values).headers["Location"] == LIST
    grant = RoleGrant.objects.get(granted_by=giver)
    assert grant.ends_at == datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    page = client.get(f"{LIST}inspect/{grant.pk}/").content.decode()
    assert "年度督导" in page
    take_back = f"{LIST}{grant.pk}/take-back/"
    assert take_back in page
    assert client.get(take_back).status_code == 200
    assert client.post(take_back, {"reason": "督导结束"}).headers["Location"] == LIST
    grant.refresh_from_db()
    assert (grant.revoked_by, grant.revoke_reason) == (giver, "督导结束")
    history = client.get(f"{LIST}history/{grant.pk}/").content.decode()
    assert "收回角色" in history


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account": "nobody"}, "account"),
        ({"account": "inspector", "role": "trainer"}, "account"),  # of the city: out of reach
        ({"organisation": "city"}, "organisation"),
        ({"role": "inspector"}, "last_day"),
        ({"account": "giver"}, "account"),
        ({"reason": ""}, "reason"),
    ],
)
def test_refusals_stand_on_the_form(world, giver, login, changes, field):
    values = {
        "account": "staff",
        "role": "hr",
        "organisation": "shuangjiang",
        "reason": "x",
    } | changes
    values["organisation"] = getattr(world, values["organisation"]).pk
    before = RoleGrant.objects.count()
    response = login(giver).post(f"{LIST}give/", values)
    assert list(response.context["form"].errors) == [field]
    assert RoleGrant.objects.count() == before


def test_rows_outside_the_reach_do_not_exist(world, giver, login):
    grant = world.users["hr_other"].role_grants.get()
    client = login(giver)
    for path in (f"inspect/{grant.pk}/", f"history/{grant.pk}/", f"{grant.pk}/take-back/"):
        assert client.get(LIST + path).status_code == 404
    assert client.post(f"{LIST}{grant.pk}/take-back/", {"reason": "x"}).status_code == 404
    grant.refresh_from_db()
    assert grant.revoked_at is None


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/"])
def test_grants_are_never_edited_in_place(world, giver, login, path):
    grant = world.users["hr_county"].role_grants.get()
    before = list(RoleGrant.objects.order_by("pk").values())
    answer = login(giver).post(LIST + path.format(pk=grant.pk), {"role": "trainer"})
    assert answer.status_code == 404
    assert list(RoleGrant.objects.order_by("pk").values()) == before


def test_the_export_ends_at_the_own_subtree_and_is_logged(giver, login):
    response = login(giver).get(f"{LIST}?export=xlsx")
    sheet = load_workbook(BytesIO(response.content)).active
    names = {row[0] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert {"hr_county", "hr_township", "giver"} <= names
    assert "hr_other" not in names
    assert ModelLogEntry.objects.get(action="staff.export_grants").user == giver


def test_others_find_nothing(world, giver, login):
    for name in ("admin", "admin_audit", "hr_city", "inspector", "trainer", "staff"):
        client = login(world.users[name])
        for path in ("", "give/", "?export=xlsx"):
            assert client.get(LIST + path).status_code == 404


def test_the_number_of_queries_does_not_grow(world, giver, login):
    client = login(giver)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        return len(seen)

    count()
    few = count()
    for number in range(5):
        make_grant(make_user(f"x{number}"), "hr", world.xiaojie)
    assert count() == few
