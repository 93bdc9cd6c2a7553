from io import BytesIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook
from wagtail.log_actions import log

PATH = "/admin/reports/audit/"


@pytest.fixture
def logged(world):
    call_command("setup_site")
    log(instance=world.members["staff"], action="staff.view_record", user=world.users["hr_county"])
    log(
        instance=world.members["stranger"], action="staff.view_record", user=world.users["hr_other"]
    )
    log(instance=world.users["staff"], action="staff.log_in_failed", data={"ip": "10.0.0.1"})
    return world


def rows(response) -> list[tuple[str, str]]:
    return [(entry.action, str(entry.label)) for entry in response.context["object_list"]]


def test_the_audit_administrator_sees_every_act(logged, login):
    found = rows(login(logged.users["admin_audit"]).get(PATH))
    assert ("staff.view_record", "王㛃") in found
    assert ("staff.view_record", "赵铁") in found


def test_filter_by_action_and_person(logged, login):
    client = login(logged.users["admin_audit"])
    assert [a for a, _l in rows(client.get(f"{PATH}?action=staff.log_in_failed"))] == [
        "staff.log_in_failed"
    ]
    user = logged.users["hr_other"].pk
    assert rows(client.get(f"{PATH}?user={user}")) == [("staff.view_record", "赵铁")]


def test_export(logged, login):
    response = login(logged.users["admin_audit"]).get(f"{PATH}?export=xlsx")
    data = b"".join(response.streaming_content) if response.streaming else response.content
    values = list(load_workbook(BytesIO(data)).active.iter_rows(values_only=True))
    assert any("王㛃" in row for row in values)


def test_others_see_neither_this_log_nor_wagtails(logged, login):
    for name in ("admin", "admin_permissions", "trainer", "reviewer", "hr_city", "inspector"):
        client = login(logged.users[name])
        for path in (PATH, f"{PATH}results/", f"{PATH}?export=xlsx"):
            assert client.get(path).status_code == 404
        for path in ("", "results/", "?export=csv"):
            assert client.get(f"/admin/reports/site-history/{path}").status_code == 404


@pytest.mark.parametrize("name", ["admin_audit", "admin", "trainer", "hr_city", "inspector"])
def test_wagtails_own_users_and_groups_are_for_nobody(logged, login, name):
    client = login(logged.users[name])
    for path in ("/admin/users/", "/admin/groups/", "/admin/users/new/"):
        assert client.get(path).headers["Location"] == "/admin/"
    menu = client.get("/admin/").content.decode()
    assert '"/admin/users/"' not in menu
    assert '"/admin/reports/site-history/"' not in menu
    assert ("/admin/reports/audit/" in menu) == (name == "admin_audit")
    assert ("/admin/accounts/code/" in menu) == (name == "admin")
