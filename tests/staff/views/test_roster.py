import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from staff.flows.groups import set_up, sync_all_groups
from staff.models.member import Member
from staff.models.roster import RosterImport
from staff.models.user import ActivationCode
from tests.factories.roster import make_csv, make_id, make_row, make_xlsx
from tests.factories.staff import make_grant, make_member


@pytest.fixture
def client(world, login, at, monkeypatch):
    monkeypatch.setattr("staff.lent.SENSITIVE", frozenset())
    set_up()
    sync_all_groups(at=at)
    return login(world.users["admin"])


@pytest.fixture
def send(client):
    def do(data: bytes, name: str = "名册.xlsx", by=client):
        return by.post(reverse("roster_upload"), {"file": SimpleUploadedFile(name, data)})

    return do


def page_of(found: RosterImport) -> str:
    return reverse("roster_import_page", args=[found.token])


def sheet_of(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


def test_upload_preview_apply_and_codes(send, client, world):
    answer = send(make_xlsx(make_row(1), make_row(2)))
    found = RosterImport.objects.get()
    assert answer["Location"] == page_of(found)
    preview = client.get(answer["Location"])
    assert preview.context["part"] == "joiners"
    assert make_id(1) not in preview.content.decode()
    assert client.post(page_of(found), {}).status_code == 302
    assert Member.objects.filter(name__startswith="新人").count() == 2
    assert client.get(page_of(found)).templates[0].name == "staff/admin/roster_done.html"
    url = reverse("roster_import_codes", args=[found.token])
    sheet = sheet_of(client.post(url))
    assert sheet["B4"].value == "新人1"
    assert len(sheet["D4"].value) == 14
    assert ActivationCode.objects.count() == 2
    assert client.post(url).status_code == 302
    assert ActivationCode.objects.count() == 2


@pytest.mark.parametrize("part", ["joiners", "movers", "changed", "leavers", "unchanged", "errors"])
def test_every_part_of_the_preview_opens(send, client, world, part):
    member = world.members["staff"]
    number, name = member.staff_number, member.name
    send(
        make_xlsx(
            make_row(1),
            make_row(2, staff_number=number, name=name, id_number=None, post="民政助理"),
            make_row(3, mobile="1"),
        )
    )
    answer = client.get(page_of(RosterImport.objects.get()), {"part": part})
    assert answer.status_code == 200
    assert answer.context["part"] == part


BAD_FILES = {
    "html": (b"<html><table></table></html>", "名册.xlsx"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "名册.xls"),
    "empty": (b"", "名册.xlsx"),
    "zip": (b"PK\x03\x04rubbish", "名册.xlsx"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_files_are_answered_on_the_form(send, kind):
    answer = send(*BAD_FILES[kind])
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not RosterImport.objects.exists()


def test_a_gbk_csv_is_taken(send):
    send(make_csv(make_row(1), encoding="gbk"), "名册.csv")
    line = RosterImport.objects.get().lines.get(part="joiners")
    assert (line.name, line.place) == ("新人1", "双江街道")


def test_errors_stop_and_the_error_file_can_be_mended_and_sent_again(send, client):
    send(make_xlsx(make_row(1), make_row(2, township="桃花源镇")))
    found = RosterImport.objects.get()
    assert found.counts["errors"] == 1
    answer = client.post(page_of(found), {})
    assert answer.context["form"].non_field_errors()
    assert not Member.objects.filter(name="新人1").exists()
    data = client.get(reverse("roster_import_errors", args=[found.token]))
    sheet = sheet_of(data)
    assert [cell.value for cell in sheet[1]][3:8] == [
        "序号",
        "县(市、区)",
        "乡镇(街道)",
        "村(社区)",
        "姓名",
    ]
    assert "桃花源镇" in sheet["C2"].value
    book = openpyxl.load_workbook(io.BytesIO(data.content))
    book.active["F2"] = "双江街道"
    stream = io.BytesIO()
    book.save(stream)
    send(stream.getvalue(), "改正.xlsx")
    assert RosterImport.objects.first().counts["joiners"] == 1


def test_leavers_need_day_and_reason(send, client, world):
    member = world.members["staff"]
    row = make_row(1, staff_number=member.staff_number, name=member.name, id_number=None)
    send(make_xlsx(row))
    found = RosterImport.objects.get()
    assert client.post(page_of(found), {"leavers": "on"}).context["form"].errors
    answer = client.post(
        page_of(found), {"leavers": "on", "on": "2026-11-01", "reason": "合同到期"}
    )
    assert answer.status_code == 302
    assert [m.name for m in Member.objects.filter(status="left")] == ["李𬭎"]


def test_a_changed_roster_brings_a_new_preview(send, client, world):
    send(make_xlsx(make_row(1)))
    found = RosterImport.objects.get()
    make_member(world.shuangjiang, "后来人")
    answer = client.post(page_of(found), {}, follow=True)
    assert answer.redirect_chain
    found.refresh_from_db()
    assert (found.state, found.counts["leavers"]) == ("previewed", 3)


def test_discard(send, client):
    send(make_xlsx(make_row(1)))
    found = RosterImport.objects.get()
    url = reverse("roster_import_discard", args=[found.token])
    assert client.get(url).status_code == 200
    assert RosterImport.objects.get().state == "previewed"  # asking does nothing
    client.post(url)
    found.refresh_from_db()
    assert found.state == "discarded"
    assert client.get(page_of(found)).status_code == 200
    assert client.get("/admin/roster/imports/").status_code == 200


def test_the_template_is_a_roster_the_importer_knows(client):
    sheet = sheet_of(client.get(reverse("roster_template")))
    assert sheet["E1"].value == "姓名"


def test_only_accounts_administrators_import_and_only_their_own(send, world, login, at):
    send(make_xlsx(make_row(1)))
    found = RosterImport.objects.get()
    make_grant(world.users["trainer"], "accounts_admin", world.eshan)
    sync_all_groups(at=at)
    county = login(world.users["trainer"])
    assert county.get(page_of(found)).status_code == 404
    assert county.get(reverse("roster_upload")).status_code == 200
    assert list(county.get("/admin/roster/imports/").context["object_list"]) == []
    for name in ("hr_city", "inspector", "admin_permissions"):
        other = login(world.users[name])
        for url in (page_of(found), reverse("roster_upload"), "/admin/roster/imports/"):
            assert other.get(url).status_code == 404
