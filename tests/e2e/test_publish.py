"""Journey Publish: a trainer writes a notice and submits it, a reviewer approves, staff read it."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_fits

TITLE = {"phone": "关于开展冬季救助培训的通知", "desktop": "关于核对在岗人员信息的通知"}
TEXT = "请各单位于本月底前完成学习，逾期未完成的由所在单位督促。"


def write_notice(page: Page, title: str) -> None:
    page.goto("/admin/pages/")
    section = page.locator("main a[href*='/edit/']", has_text="通知公告").get_attribute("href")
    number = re.search(r"\d+", section).group()
    page.goto(f"/admin/pages/add/cms/noticepage/{number}/")
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=summary]").fill("培训安排")
    page.locator("#body-root").get_by_role("button").last.click()
    page.get_by_role("option", name="文字", exact=True).click()
    page.locator("#body-root [contenteditable=true]").fill(TEXT)
    # The editor writes into the form a moment after the last key.
    expect(page.locator("input[name=body-0-value]")).to_have_value(re.compile(TEXT))


def more_actions(page: Page) -> None:
    page.locator("footer").get_by_role("button", name="更多动作").click()


def test_publish(visit, screen):
    title = TITLE[screen]
    trainer = visit("trainer")
    write_notice(trainer, title)
    more_actions(trainer)
    expect(trainer.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    trainer.get_by_role("button", name="提交给审核").click()
    expect(trainer.locator(".messages")).to_contain_text(title)

    reader = visit("staff")
    reader.goto("/notices/")
    expect(reader.locator("main")).not_to_contain_text(title)

    reviewer = visit("reviewer")
    reviewer.goto("/admin/")
    reviewer.locator("main").get_by_role("link", name=title).first.click()
    expect(reviewer.locator("#body-root [contenteditable=true]")).to_be_visible()
    more_actions(reviewer)
    reviewer.get_by_role("button", name=re.compile("^批准")).click()
    expect(reviewer.locator(".messages")).to_contain_text(title)

    reader.goto("/notices/")
    reader.locator("main").get_by_role("link", name=title).click()
    expect(reader.locator("main")).to_contain_text(TEXT)
    assert_fits(reader)
    assert_accessible(reader)
