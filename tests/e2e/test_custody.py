"""Journey Custody: draft, four signatures on the clerk's phone, a check with a difference; a link
with a code; paper with a second person."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD, assert_accessible, assert_fits, world_name
from tests.e2e.test_sign import draw
from tools.demo_server import ROOT

SMS = ROOT / "var" / world_name()
FIELDS = {
    "person_name": "李家顺",
    "person_id_number": "11010519491231002X",
    "reason": "长期卧床",
    "custodian_name": "陈守信",
    "custodian_relation": "邻居",
    "custodian_address": "双江街道大营村1号",
    "custodian_phone": "19908770001",
    "supervisor_name": "普红梅",
    "supervisor_phone": "19908770002",
    "monthly": "480",
    "account_tail": "0042",
    "single_limit": "300",
    "opening_balance": "100",
    "pay": "0",
}


def draft(page: Page) -> str:
    """A draft in signing; returns its address."""
    page.goto("/desk/custody/new/")
    assert_fits(page)
    assert_accessible(page)
    for name, value in FIELDS.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=aid]").select_option("low_income")
    page.locator("[name=scope]").first.check()
    page.locator("[name=supervisor_unrelated]").check()
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="固定文本，开始签署").click()
    expect(page.locator("[data-party=custodian]")).to_be_visible()
    return page.url


HANDS = {"custodian": 0, "person": 0.05, "supervisor": 0.1, "township": 0.15}


def confirm_clerk(page: Page) -> None:
    """Once for each agreement, before the first signature on this device."""
    assert_accessible(page)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    expect(page.locator("[data-pad]")).to_be_visible()


def sign_here(page: Page, party: str, *, mark: bool = False, first: bool = False) -> None:
    page.locator(f"[data-party={party}]").get_by_role("link", name="在本设备签署").click()
    if first:
        confirm_clerk(page)
    assert_fits(page)
    assert_accessible(page)
    page.locator("[name=consent]").check()
    page.locator("[data-pad]").scroll_into_view_if_needed()
    draw(page, lower=HANDS[party])
    if party != "township":
        page.locator("[name=id_seen]").check()
    if mark:
        page.locator("[name=is_mark]").check()
        page.locator("[name=first_witness]").fill("张三")
        page.locator("[name=second_witness]").fill("赵四")
    page.get_by_role("button", name="签署协议").click()
    expect(page.locator(f"[data-party={party}] .status--ok")).to_be_visible()


def test_signed_at_the_table_and_checked(visit, screen):
    page = visit("hr_township")
    page.goto("/desk/custody/")
    assert_fits(page)
    assert_accessible(page)
    address = draft(page)
    sign_here(page, "custodian", first=True)
    # The reply to this signature is lost on the way; it is sent again and counts once.
    page.locator("[data-party=person]").get_by_role("link", name="在本设备签署").click()
    page.locator("[name=consent]").check()
    page.locator("[data-pad]").scroll_into_view_if_needed()
    draw(page, lower=HANDS["person"])
    for name in ("id_seen", "is_mark"):
        page.locator(f"[name={name}]").check()
    page.locator("[name=first_witness]").fill("张三")
    page.locator("[name=second_witness]").fill("赵四")

    def lose(route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/sign/person/", lose, times=1)
    page.get_by_role("button", name="签署协议").click()
    page.wait_for_timeout(1500)
    page.goto(address)
    expect(page.locator("[data-party=person] .status--ok")).to_have_count(1)
    expect(page.locator("[data-party=person]")).to_contain_text("张三、赵四")
    sign_here(page, "supervisor")
    # For the township another person signs than the clerk of all others.
    county = visit("hr_county")
    county.goto(address)
    sign_here(county, "township", first=True)
    page.reload()
    expect(page.locator("main")).to_contain_text("有效")
    assert_fits(page)
    assert_accessible(page)
    link = page.get_by_role("link", name="已签协议（PDF）")
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")

    page.get_by_role("link", name="登记检查").click()
    assert_fits(page)
    assert_accessible(page)
    for name, value in (
        ("second_checker", "李𬭎"),
        ("income", "480"),
        ("expense", "180"),
        ("actual", "380"),
    ):
        page.locator(f"[name={name}]").fill(value)
    for name in ("food", "clothing", "housing", "health", "surroundings"):
        page.locator(f"[name={name}]").select_option("good")
    page.get_by_role("button", name="保存检查").click()
    expect(page.locator(".error-summary")).to_contain_text("-20")
    page.locator("[name=explanation]").fill("购药未记账")
    page.get_by_role("button", name="保存检查").click()
    expect(page.locator("[data-check]")).to_contain_text("购药未记账")
    assert_accessible(page)


def wait_for(happened: Callable[[], bool]) -> None:
    """For what the worker does meanwhile."""
    ends = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < ends
        time.sleep(0.2)


def sent_codes() -> list[str]:
    files = sorted(SMS.rglob("sms.jsonl"))
    lines = files[0].read_text(encoding="utf-8").splitlines() if files else []
    return [re.search(r"\d{6}", json.loads(line)["text"])[0] for line in lines]


def test_signed_by_link_and_on_paper(visit, screen, tmp_path: Path):
    page = visit("hr_township")
    address = draft(page)
    page.locator("[data-party=custodian]").get_by_role("button", name="一次性链接").click()
    link = page.locator("[data-link]").inner_text()
    assert_fits(page)
    phone = visit(None)
    phone.goto(link)
    expect(phone.locator("main")).not_to_contain_text("陈守信")
    assert_accessible(phone)
    before = len(sent_codes())
    phone.get_by_role("button", name="发送验证码").click()
    expect(phone.locator("[data-code]")).to_contain_text(re.compile("验证码(正在发送|已发送)"))
    assert_accessible(phone)
    wait_for(lambda: len(sent_codes()) > before)
    phone.reload()
    expect(phone.locator("[data-code=sent]")).to_contain_text("验证码已发送")
    phone.locator("[name=code]").fill(sent_codes()[-1])
    phone.get_by_role("button", name="继续").click()
    phone.locator("[name=consent]").check()
    phone.locator("[data-pad]").scroll_into_view_if_needed()
    draw(phone)
    assert_fits(phone)
    assert_accessible(phone)
    phone.get_by_role("button", name="签署协议").click()
    expect(phone.locator("h1")).to_contain_text("已签")
    assert_accessible(phone)

    page.goto(address)
    page.get_by_role("link", name="录入纸质扫描件").click()
    assert_accessible(page)
    paper = tmp_path / "scan.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 20 + b"%%EOF\n")
    page.locator("[name=scan]").set_input_files(paper)
    page.locator("[name=signed_on]").fill("2026-01-05")
    assert_fits(page)
    page.get_by_role("button", name="录入扫描件").click()
    expect(page.locator("main")).to_contain_text("待第二人复核")
    other = visit("hr_county")
    other.goto(address)
    other.get_by_role("link", name="比对并复核").click()
    assert_accessible(other)
    other.locator("[name=accepted][value=yes]").check()
    other.get_by_role("button", name="确定").or_(
        other.get_by_role("button", name="确认")
    ).first.click()
    expect(other.locator("main")).to_contain_text("有效")
