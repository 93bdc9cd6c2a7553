import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.lib.crypto import lookup_hash
from staff.flows.groups import set_up, sync_all_groups
from staff.models.member import Member
from staff.models.roster import UnmaskEvent
from tests.factories.roster import make_id
from tests.factories.staff import make_member, make_post

INDEX = "/admin/roster/people/"


@pytest.fixture
def enter(world, login, at):
    """enter(name) → a client of that account, with the role groups in place."""
    set_up()
    sync_all_groups(at=at)

    def do(name):
        return login(world.users[name])

    return do


@pytest.fixture(autouse=True)
def no_second_factor(monkeypatch):
    monkeypatch.setattr("staff.lent.SENSITIVE", frozenset())


def names(answer) -> list[str]:
    return [member.name for member in answer.context["object_list"]]


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        ("admin", {"王㛃", "李𬭎", "多·吉", "赵铁"}),
        ("inspector", {"王㛃", "李𬭎", "多·吉", "赵铁"}),
        ("hr_county", {"王㛃", "李𬭎", "多·吉"}),
        ("hr_township", {"王㛃", "李𬭎"}),
    ],
)
def test_the_list_follows_the_subtree(enter, user, seen):
    assert set(names(enter(user).get(INDEX))) == seen


@pytest.mark.parametrize("user", ["trainer", "admin_permissions", "admin_audit"])
def test_others_find_nothing_there(enter, user):
    assert enter(user).get(INDEX).status_code == 404


URLS = ["inspect", "history", "history_results", "transfer", "leave", "unmask"]


@pytest.mark.parametrize("name", URLS)
def test_another_countys_person_does_not_exist(enter, world, name):
    url = reverse(f"member:{name}", args=[world.members["stranger"].pk])
    client = enter("hr_county")
    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": "好奇"}).status_code == 404


@pytest.mark.parametrize("name", ["inspect", "history", "unmask"])
def test_the_own_countys_person_does(enter, world, name):
    member = world.members["neighbour"]
    url = reverse(f"member:{name}", args=[member.pk])
    page = enter("hr_county").get(url)
    assert page.status_code == 200
    assert member.name in page.text
    assert member.mobile not in page.text


@pytest.mark.parametrize("name", ["transfer", "leave"])
def test_hr_and_inspectors_change_nobody(enter, world, name):
    url = reverse(f"member:{name}", args=[world.members["staff"].pk])
    values = {
        "on": "2026-11-20",
        "reason": "调动",
        "organisation": world.xiaojie.pk,
        "post": make_post().pk,
    }
    for user in ("hr_county", "inspector"):
        assert enter(user).get(url).status_code == 404
        assert enter(user).post(url, values).status_code == 404
    member = Member.objects.get(pk=world.members["staff"].pk)
    assert (member.status, member.organisation) == ("active", world.shuangjiang)
    assert member.name in enter("admin").get(url).text


def test_rows_cannot_be_added_edited_or_deleted(enter, world):
    client = enter("admin")
    for path in ("new/", f"edit/{world.members['staff'].pk}/", "delete/1/", "copy/1/", "usage/1/"):
        assert client.get(INDEX + path).status_code == 404
        assert client.post(INDEX + path, {"name": "别人"}).status_code == 404
    assert set(Member.objects.values_list("name", flat=True)) == {"王㛃", "李𬭎", "多·吉", "赵铁"}


def test_search_by_name_number_and_whole_identity(enter, world):
    member = world.members["staff"]
    member.id_number = make_id(2)
    member.id_number_hash = lookup_hash("id_number", make_id(2))
    member.save()
    client = enter("hr_county")
    for words in ("王", member.staff_number[:7], make_id(2).lower(), member.mobile):
        assert "王㛃" in names(client.get(INDEX, {"q": words})), words
    assert names(client.get(INDEX, {"q": make_id(2)[:10]})) == []
    assert names(client.get(INDEX, {"q": world.members["stranger"].mobile})) == []


def test_filter_and_sort(enter, world):
    client = enter("admin")
    found = client.get(INDEX, {"county": world.xinping.pk})
    assert names(found) == ["赵铁"]
    found = client.get(INDEX, {"category": "coordinator"})
    assert names(found) == ["李𬭎"]
    assert names(client.get(INDEX, {"status": "left"})) == []
    forward = names(client.get(INDEX, {"ordering": "name"}))
    assert names(client.get(INDEX, {"ordering": "-name"})) == forward[::-1]


def test_a_county_filter_offers_only_the_own_counties(enter, world):
    form = enter("hr_county").get(INDEX).context["filters"].form
    assert list(form.fields["county"].queryset) == [world.eshan]
    assert "county" not in enter("hr_township").get(INDEX).context["filters"].form.fields


def test_an_empty_list_says_so(enter):
    answer = enter("admin").get(INDEX, {"q": "没有这个人"})
    assert answer.context["no_results_message"]


def test_the_list_takes_the_same_queries_for_one_and_for_many(enter, world):
    client = enter("hr_township")
    client.get(INDEX)
    with CaptureQueriesContext(connection) as few:
        client.get(INDEX)
    for number in range(20):
        make_member(world.shuangjiang, f"新{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(INDEX)
    assert len(many) == len(few)


def test_the_export_is_masked_scoped_watermarked_and_noted(enter, world):
    world.members["staff"].name = "=1+1"
    world.members["staff"].save()
    answer = enter("hr_county").get(INDEX, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert sheet.max_row == 3 + 3 + 1
    assert "'=1+1" in text
    assert "hr_county" in text
    assert world.members["staff"].masked_mobile in text
    assert world.members["staff"].mobile not in text
    assert "赵铁" not in text
    assert ModelLogEntry.objects.filter(action="staff.export_roster").count() == 1


def test_the_csv_opens_in_chinese_excel_and_says_who_took_it(enter):
    answer = enter("hr_county").get(INDEX, {"export": "csv"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "hr_county" in answer.content.decode().splitlines()[-1]


def test_what_is_exported_is_the_list_as_shown(enter):
    client = enter("admin")
    asked = {"q": "王", "ordering": "-name"}
    shown = names(client.get(INDEX, asked))
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(INDEX, {**asked, "export": "xlsx"}).content)
    ).active
    assert shown
    assert [row[1].value for row in sheet.iter_rows(min_row=4, max_row=sheet.max_row - 1)] == shown


def test_the_page_of_a_person_is_masked(enter, world):
    member = world.members["staff"]
    page = enter("hr_county").get(reverse("member:inspect", args=[member.pk])).content.decode()
    assert member.masked_mobile in page
    assert member.mobile not in page


def test_unmasking_shows_once_and_is_kept(enter, world):
    member = world.members["staff"]
    client = enter("hr_county")
    url = reverse("member:unmask", args=[member.pk])
    refused = client.post(url, {"reason": ""})
    assert member.mobile not in refused.content.decode()
    assert not UnmaskEvent.objects.exists()
    shown = client.post(url, {"reason": "核对社保"})
    assert member.mobile in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert UnmaskEvent.objects.get().reason == "核对社保"
    assert member.mobile not in client.get(url).content.decode()


def test_the_accounts_administrator_does_not_unmask(enter, world):
    url = reverse("member:unmask", args=[world.members["staff"].pk])
    client = enter("admin")
    assert client.get(url).status_code == 404
    assert client.post(url, {"reason": "好奇"}).status_code == 404
    assert not UnmaskEvent.objects.exists()


def test_leaving_from_the_page(enter, world):
    url = reverse("member:leave", args=[world.members["staff"].pk])
    client = enter("admin")
    assert client.post(url, {"on": "2026-11-20", "reason": ""}).status_code == 422
    answer = client.post(url, {"on": "2026-11-20", "reason": "退休"})
    assert answer.status_code == 302
    assert Member.objects.get(pk=world.members["staff"].pk).status == "left"


def test_transfer_from_the_page_offers_the_own_tree(enter, world):
    url = reverse("member:transfer", args=[world.members["staff"].pk])
    client = enter("admin")
    fields = client.get(url).context["form"].fields
    assert world.xiaojie in fields["organisation"].queryset
    values = {
        "organisation": world.xiaojie.pk,
        "post": make_post("民政助理").pk,
        "on": "2026-11-20",
        "reason": "调动",
    }
    assert client.post(url, values).status_code == 302
    assert Member.objects.get(pk=world.members["staff"].pk).organisation == world.xiaojie
