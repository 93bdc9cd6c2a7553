"""Journey Sit: start, lose the network, reload, move to another phone, hand in, see the result."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_fits
from tests.e2e.exam_page import SITTING, answer_current, saved

CANDIDATE = {"phone": "staff", "desktop": "coordinator"}


def assert_receipt(page: Page) -> None:
    """Number, time, what was answered, how many changes arrived, and the digest of them all."""
    facts = page.locator("[data-test=receipt] dd").all_inner_texts()
    number, time, answered, changes, digest = (fact.strip() for fact in facts)
    assert re.fullmatch(r"\d{8}-\d{6,}-[0-9A-F]{4}", number)
    assert re.search(r"\d{4}年\d+月\d+日 \d{2}:\d{2}", time)
    assert answered.startswith("3")
    assert int(changes) >= 3
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert number.endswith(digest[:4].upper())


def test_sit(visit, screen):
    page = visit(CANDIDATE[screen])
    page.goto("/exams/")
    assert_accessible(page)
    page.locator("main").get_by_role("link", name=SITTING).first.click()
    expect(page.get_by_role("button", name="开始考试")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator("[data-player]")).to_be_visible()
    assert_fits(page)

    answer_current(page)
    expect(saved(page)).to_contain_text("已保存到服务器")
    assert_accessible(page)
    page.locator("[data-next]").click()

    # No network: the page says so, keeps the answer, and survives being closed.
    page.context.set_offline(True)
    answer_current(page)
    expect(saved(page)).to_contain_text("仅在本机")
    page.wait_for_timeout(2500)
    expect(saved(page)).to_contain_text("仅在本机")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-player]")).to_be_visible()
    page.locator("[data-overview]").click()
    expect(page.locator("[data-grid] [data-answered=true]")).to_have_count(2)
    expect(page.locator("[data-grid] [data-unsent=true]")).to_have_count(0, timeout=10_000)
    assert_accessible(page)

    # The battery is low: another phone goes on with everything, and this one can only read.
    first, page = page, visit(CANDIDATE[screen])
    page.goto(first.url)
    page.locator("[data-takeover]").click()
    expect(page.locator("[data-elsewhere]")).to_be_hidden()
    expect(first.locator("[data-elsewhere]")).to_be_visible()
    first.close()
    answer_current(page)
    expect(saved(page)).to_contain_text("已保存到服务器")
    page.locator("[data-overview]").click()
    expect(page.locator("[data-grid] [data-answered=true]")).to_have_count(3)
    assert_accessible(page)

    page.locator("[data-review]").click()
    expect(page.locator("[data-n=answered]")).to_have_text("3")
    expect(page.locator("[data-n=unsent]")).to_have_text("0")
    assert_accessible(page)
    page.locator("[data-submit]").click()
    expect(page).to_have_url(re.compile("/receipt"))
    assert_receipt(page)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name=re.compile("成绩")).first.click()
    for _ in range(30):
        if page.locator("main").get_by_text(re.compile("及格|合格|通过")).count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator("main")).to_contain_text(
        re.compile("未及格|未通过|不及格|不合格|及格|通过")
    )
    assert_accessible(page)
    assert_fits(page)
