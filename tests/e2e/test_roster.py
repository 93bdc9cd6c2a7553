"""Journey Roster: a file with a mistake, its remedy; a clean file; a first log-in; HR looks."""

import io
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_fits, sign_in
from tests.factories.roster import make_id, make_row, make_xlsx

JOINER = {"phone": ("木呷·阿依", 901, "19912340901"), "desktop": ("刀玉香", 902, "19912340902")}
OTHER = {"phone": ("普文山", 911, "19912340911"), "desktop": ("施国栋", 912, "19912340912")}
SECRET = "Yulong-Snow-2026"
UPLOAD = "/admin/roster/upload/"


def row_of(person: tuple[str, int, str], **changes) -> list:
    name, serial, mobile = person
    values = {"name": name, "id_number": make_id(serial, "19960229"), "mobile": mobile}
    return make_row(serial, **(values | changes))


def with_wrong_digit(id_number: str) -> str:
    return id_number[:-1] + ("7" if id_number[-1] != "7" else "8")


def send(page: Page, name: str, *rows: list) -> None:
    page.goto(UPLOAD)
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": make_xlsx(*rows)}
    )
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def look(page: Page) -> None:
    # The admin's messages fade in: half-way their contrast is not what is meant.
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
    assert_fits(page)
    assert_accessible(page)


def download(page: Page, folder: Path, press) -> list[list]:
    """The rows of the workbook that `press` brings."""
    with page.expect_download() as found:
        press()
    path = folder / "download.xlsx"
    found.value.save_as(path)
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_a_person_joins(visit, screen, tmp_path: Path):
    page = visit("admin")
    page.goto(UPLOAD)
    look(page)
    joiner, other = JOINER[screen], OTHER[screen]
    wrong = with_wrong_digit(make_id(other[1], "19960229"))
    # Title, 填报单位, head: the people stand in rows 4 and 5.
    send(page, f"有误-{screen}.xlsx", row_of(joiner), row_of(other, id_number=wrong))
    look(page)
    mistake = page.locator("main table tbody tr")
    expect(mistake).to_have_count(1)
    expect(mistake.locator("td").nth(1)).to_have_text("5")
    expect(mistake.locator("td").nth(2)).to_contain_text("身份证号")
    expect(mistake.locator("td").nth(2)).to_contain_text("H")
    expect(mistake.locator("td").nth(4)).not_to_be_empty()
    expect(page.get_by_role("button", name="写入名册")).to_have_count(0)
    link = page.get_by_role("link", name="下载错误行")
    head, *faulty = download(page, tmp_path, link.click)
    assert [row[head.index("姓名")] for row in faulty] == [other[0]]
    assert [row[head.index("身份证号")] for row in faulty] == [wrong]
    assert faulty[0][:2] == ["名册", 5]
    page.goto(f"/admin/roster/people/?q={joiner[0]}")
    expect(page.locator("main")).not_to_contain_text("双江街道")

    send(page, f"名册-{screen}.xlsx", row_of(joiner))
    look(page)
    expect(page.locator("main table tbody tr")).to_have_count(1)
    expect(page.locator("main table")).to_contain_text(joiner[0])
    expect(page.locator("main")).not_to_contain_text(make_id(joiner[1], "19960229"))
    page.get_by_role("button", name="写入名册").click()
    take = page.get_by_role("button", name="下载激活码发放表")
    expect(take).to_be_visible(timeout=60_000)
    look(page)
    sheet = download(page, tmp_path, take.click)
    number, _name, _place, code, address = next(row for row in sheet if row[1] == joiner[0])

    new = visit(None)
    new.goto(address)
    new.locator("input[name=staff_number]").fill(number)
    new.locator("input[name=code]").fill(code)
    new.locator("input[name=password]").fill(SECRET)
    new.locator("input[name=again]").fill(SECRET)
    new.get_by_role("button", name="设置密码并登录").click()
    expect(new.locator("main")).to_contain_text(joiner[0])
    sign_in(fresh := visit(None), number, SECRET)
    fresh.goto("/me/")
    expect(fresh.locator("main")).to_contain_text(joiner[0])
    look(fresh)

    hr = visit("hr_township")
    hr.goto(f"/admin/roster/people/?q={joiner[0]}")
    assert_fits(hr)
    hr.locator("main").get_by_role("link", name=number).click()
    expect(hr.locator("main")).to_contain_text(joiner[0])
    assert joiner[2] not in hr.content()
    assert make_id(joiner[1], "19960229") not in hr.content()
    look(hr)
    hr.get_by_role("link", name="查看身份证号和手机号").click()
    expect(hr.get_by_label("原因")).to_be_visible()
    look(hr)
    hr.get_by_label("原因").fill("核对社保关系")
    hr.get_by_role("button", name="查看").click()
    expect(hr.locator("main")).to_contain_text(make_id(joiner[1], "19960229"))
    look(hr)
