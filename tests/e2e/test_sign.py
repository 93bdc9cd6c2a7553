"""Journey Sign: read, tick, draw, confirm with the password; PDF; public check; HR's ZIP."""

import hashlib
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import PASSWORD, assert_accessible, assert_fits

SIGNER = {"phone": "staff", "desktop": "coordinator"}
TITLE = "社会救助经办服务人员依法依规办理社会救助承诺书"
NAME = {"phone": "王㛃", "desktop": "李𬭎"}


def draw(page: Page, *, lower: float = 0) -> None:
    """Three strokes over the pad, as a finger or a mouse makes them; another hand writes lower."""
    box = page.locator("[data-pad]").bounding_box()
    for start, end in (
        ((0.2, 0.3 + lower), (0.8, 0.35 + lower)),
        ((0.5, 0.15), (0.45, 0.85)),
        ((0.25, 0.6), (0.8, 0.8)),
    ):
        page.mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
        page.mouse.down()
        page.mouse.move(
            box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=14
        )
        page.mouse.up()


def sign(page: Page, password: str) -> None:
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="签署承诺书").click()


def agree(page: Page) -> None:
    """The agreement on electronic signatures, asked once."""
    expect(page.get_by_role("heading", level=1)).to_have_text("电子签名使用约定")
    assert_accessible(page)
    assert_fits(page)
    page.locator("input[name=agree]").check()
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="同意并继续").click()


def open_pledge(page: Page) -> None:
    page.locator("main").get_by_role("link", name="阅读并签署").click()


def fill(page: Page) -> None:
    """Tick every clause, go on in spite of the hint, draw, consent."""
    for box in page.locator("[data-clause]").all():
        box.check()
    page.locator("[data-next=draw]").first.click()
    page.locator("[data-read-enough]").click()
    page.locator("[data-pad]").scroll_into_view_if_needed()
    draw(page)
    page.locator("[data-next=confirm]").first.click()
    page.locator("input[name=consent]").check()


def with_passkey(page: Page, address: str, account: str) -> Page:
    """Logged in by the name a passkey needs (localhost, no number), with a key made there."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    site = "http://localhost:" + str(urlsplit(address).port)
    page.goto(f"{site}/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=login]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#mfa_webauthn_add")).to_be_visible()
    assert_accessible(page)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    page.goto(f"{site}/pledges/")
    return page


def remove_passkey(page: Page) -> None:
    site = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    page.goto(f"{site}/accounts/2fa/webauthn/")
    page.locator("main a[href$='/remove/']").click()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/accounts/2fa/**")


def lose_the_reply(page: Page) -> list[int]:
    """The server gets and answers the next POST; the answer never arrives. → its statuses."""
    statuses: list[int] = []

    def lose(route):
        if route.request.method != "POST":
            route.continue_()
            return
        statuses.append(route.fetch().status)
        route.abort()

    page.route("**/pledges/*/", lose)
    return statuses


def test_sign(visit, screen, tmp_path: Path):
    page = visit(SIGNER[screen])
    page.goto("/pledges/")
    assert_accessible(page)
    page.locator("main").get_by_role("link", name="阅读并签署").click()
    agree(page)
    expect(page.locator("[data-ceremony]")).to_be_visible()
    address = page.url
    assert_fits(page)
    assert_accessible(page)

    page.locator("[data-next=draw]").first.click()
    expect(page.locator("[data-warning=read]")).to_be_visible()
    for box in page.locator("[data-clause]").all():
        box.check()
    page.locator("[data-larger]").click()
    assert_fits(page)
    page.locator("[data-next=draw]").first.click()
    expect(page.locator("[data-pace]")).to_be_focused()
    assert_accessible(page)
    page.locator("[data-read-enough]").click()
    page.locator("[data-next=confirm]").first.click()
    expect(page.locator("[data-warning=draw]")).to_be_visible()
    page.locator("[data-pad]").scroll_into_view_if_needed()
    draw(page)
    assert_accessible(page)
    page.locator("[data-next=confirm]").first.click()
    page.locator("input[name=consent]").check()

    page.reload()  # what was ticked and drawn is still there
    expect(page.locator("[data-clause]:checked")).to_have_count(
        page.locator("[data-clause]").count()
    )
    assert page.locator("[data-drawn]").input_value()
    page.locator("[data-next=draw]").first.click()
    page.locator("[data-read-enough]").click()
    page.locator("[data-next=confirm]").first.click()
    page.locator("input[name=consent]").check()
    sign(page, "not the password 1")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.url == address
    assert_accessible(page)

    page.context.set_offline(True)
    sign(page, PASSWORD)
    expect(page.locator("[data-sending-state]")).to_contain_text("尚未签署")
    page.context.set_offline(False)
    statuses = lose_the_reply(page)
    sign(page, PASSWORD)
    expect(page.get_by_role("heading", name="已签署", level=1)).to_be_visible()
    assert statuses == [200]
    page.unroute("**/pledges/*/")
    lost = page.locator("a.code-line").inner_text()

    # Ten minutes to take it back; then the pledge waits again, under another code.
    page.get_by_role("link", name="撤回签署").click()
    assert_accessible(page)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="确认撤回").click()
    expect(page.locator("main")).to_contain_text("已撤回")
    key_holder = with_passkey(visit(None), page.url, SIGNER[screen])
    open_pledge(key_holder)
    fill(key_holder)
    assert_accessible(key_holder)
    key_holder.get_by_role("button", name="使用通行密钥签署").click()
    expect(key_holder.get_by_role("heading", name="已签署", level=1)).to_be_visible()
    expect(key_holder.locator("main")).to_contain_text("通行密钥：")
    remove_passkey(key_holder)
    page.goto("/pledges/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", name="已签署", level=1)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)

    # The PDF is made by the worker; then anybody can check it.
    code = page.locator("a.code-line").inner_text()
    assert code != lost
    link = page.get_by_role("link", name="下载 PDF")
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as download:
        link.click()
    pdf = tmp_path / "pledge.pdf"
    download.value.save_as(pdf)
    expect(page.get_by_text(hashlib.sha256(pdf.read_bytes()).hexdigest())).to_be_visible()

    public = visit(None)
    public.goto(f"/verify/{code}/")
    expect(public.locator("main")).to_contain_text(NAME[screen][0] + "*")
    expect(public.locator("main")).not_to_contain_text(NAME[screen])
    assert_accessible(public)
    public.locator("input[type=file]").set_input_files(pdf)
    public.get_by_role("button", name="比对").click()
    expect(public.locator("main")).to_contain_text("一致")
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(pdf.read_bytes()[:-500])
    public.goto(f"/verify/{code}/")
    public.locator("input[type=file]").set_input_files(cut)
    public.get_by_role("button", name="比对").click()
    expect(public.locator("main")).to_contain_text("不完整")
    assert_accessible(public)


def save(page: Page, button, path: Path) -> Path:
    with page.expect_download(timeout=90_000) as download:
        button.click()
    download.value.save_as(path)
    return path


def made_in_the_background(page: Page, button, path: Path) -> Path:
    """Ask, wait on the page with the progress, take the file by the link that expires."""
    button.click()
    result = page.get_by_role("link", name="下载")
    expect(result.first).to_be_visible(timeout=120_000)
    assert_accessible(page)
    return save(page, result.first, path)


def test_hr_follows_the_round_and_takes_it_away(visit, screen, tmp_path: Path):
    page = visit("hr_township")
    page.goto("/desk/pledges/")
    assert_accessible(page)
    page.locator("main .card a").first.click()
    address = page.url
    expect(page.locator("main")).to_contain_text("已签署")
    assert_accessible(page)
    assert_fits(page)

    archive = save(page, page.locator("[data-test=zip-now]"), tmp_path / "now.zip")
    names = zipfile.ZipFile(archive).namelist()
    assert any(name.endswith(".pdf") for name in names)
    assert {"台账.xlsx", "说明.txt", "SHA256SUMS.txt"} <= set(names)
    later = made_in_the_background(page, page.locator("[data-test=zip]"), tmp_path / "later.zip")
    assert set(zipfile.ZipFile(later).namelist()) == set(names)

    page.goto(address)
    binder = made_in_the_background(page, page.locator("[data-test=binder]"), tmp_path / "all.pdf")
    reader = PdfReader(binder)
    assert "阅读汇编本" in reader.pages[0].extract_text()
    assert len(reader.outline) >= 2

    page.goto(address)
    link = page.get_by_role("link", name="台账")
    register = load_workbook(save(page, link, tmp_path / "register.xlsx")).active
    assert register["A1"].value.startswith("台账")

    # One person: who did what, when and why; then back, and a reminder for one chosen person.
    page.locator("input[name=codes]").first.check()
    page.get_by_role("button", name="提醒", exact=True).click()
    expect(page.locator("main, .messages").first).to_be_visible()
    page.locator("table a[href*='/of/']").first.click()
    expect(page.locator(".timeline").first).to_contain_text("发起签署")
    assert_accessible(page)
    assert_fits(page)


def test_hr_exempts_with_a_reason_and_lifts_it_again(visit, screen):
    page = visit("hr_city")
    page.goto("/desk/pledges/")
    page.get_by_role("link", name="年度社会救助经办服务人员承诺书").click()
    page.locator("select[name=state]").select_option("unread")
    page.locator("form.filters button[type=submit]").click()
    # Not those whom the other journeys let sign: the last of the list.
    box = page.locator("input[name=codes]").last
    code = box.get_attribute("value")
    box.check()
    page.get_by_role("button", name="免签（须写原因）").click()
    assert_accessible(page)
    assert_fits(page)
    page.locator("input[name=reason]").fill("长期病假")
    page.get_by_role("button", name="免签").click()
    page.goto(f"/desk/pledges/of/{code}/")
    expect(page.locator(".timeline").first).to_contain_text("长期病假")
    page.get_by_role("link", name="取消免签").click()
    page.locator("input[name=reason]").fill("已返岗")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".timeline").first).to_contain_text("已返岗")
