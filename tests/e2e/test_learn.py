"""Journey Learn: desk → mini-lesson → check question → completion → credit on the own record."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import assert_accessible, assert_fits

# Fresh people for each screen: both journeys find an untouched lesson.
LEARNER = {"phone": "staff", "desktop": "coordinator"}
LESSON = "公示栏：该贴的贴全，不该贴的一个字不多"
RIGHT = ("姓名", "家庭人口", "监督电话")


def test_learn(visit, screen):
    page = visit(LEARNER[screen])
    expect(page.get_by_role("heading", name="我的待办")).to_be_visible()
    assert_fits(page)
    page.goto("/lessons/")
    page.get_by_role("link", name=LESSON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSON)
    assert_fits(page)
    assert_accessible(page)

    page.get_by_label("身份证号").check()
    page.get_by_role("button", name=re.compile("提交|答")).first.click()
    expect(page.locator("main")).to_contain_text("再")
    expect(page.get_by_text("已学完")).to_have_count(0)

    page.get_by_label("身份证号").uncheck()
    for words in RIGHT:
        page.get_by_label(words).check()
    page.get_by_role("button", name=re.compile("提交|答")).first.click()
    expect(page.locator("main")).to_contain_text("0.25 学时")
    expect(page.get_by_text("已学完").first).to_be_visible()
    assert_accessible(page)

    page.goto("/me/")
    expect(page.get_by_text(LESSON).first).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
