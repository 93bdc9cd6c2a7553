"""Journey Sit: start on a phone, lose the network, reload, submit, see the result."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_fits

CANDIDATE = {"phone": "staff", "desktop": "coordinator"}
SITTING = re.compile("自测|练习|模拟")


def answer_current(page: Page) -> None:
    """Any answer that the item on the screen takes."""
    item = page.locator("[data-item]:not([hidden])")
    kind = item.get_attribute("data-kind")
    if kind in {"single", "judgement", "multiple"}:
        item.locator("input").first.check()
    else:
        for field in item.locator("input, textarea").all():
            field.fill("答案")


def saved(page: Page):
    return page.locator("[data-item]:not([hidden]) [data-save-state]")


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

    page.locator("[data-review]").click()
    expect(page.locator("[data-n=answered]")).to_have_text("2")
    assert_accessible(page)
    page.locator("[data-submit]").click()
    expect(page).to_have_url(re.compile("/receipt"))
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
