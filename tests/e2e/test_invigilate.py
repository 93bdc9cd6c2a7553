"""Journey Invigilate: see a candidate begin, give time, watch the clock grow, hand in for them."""

import re
import time

from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_fits

SITTING, ON_PAPER = re.compile("集中场"), re.compile("纸质场")
GIVEN = 30


def seconds_left(page: Page) -> int:
    hours, minutes, seconds = re.match(
        r"(?:(\d+):)?(\d+):(\d+)", page.locator("[data-clock]").inner_text().strip()
    ).groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def seat_of(page: Page, number: str):
    page.locator("main input[name=q]").fill(number)
    page.locator("main").get_by_role("button", name="查询").click()
    page.wait_for_url(re.compile(f"[?&]q={number}"))
    return page.locator("tr[data-where]").filter(has_text=number).first


def act(page: Page, number: str, link: str, reason: str, minutes: int = 0) -> None:
    seat_of(page, number).get_by_role("link", name=link).click()
    assert_accessible(page)
    assert_fits(page)
    if minutes:
        page.locator("input[name=minutes]").fill(str(minutes))
    page.locator("input[name=reason]").fill(reason)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[data-live]")).to_be_visible()


def test_invigilate(visit, screen):
    watch = visit("trainer")
    watch.goto("/desk/exams/")
    assert_accessible(watch)
    watch.locator("main").get_by_role("link", name=SITTING).first.click()
    assert_accessible(watch)
    assert_fits(watch)
    watch.goto(watch.url + "?where=waiting")
    number = watch.locator("tr[data-where=waiting] th .meta").first.inner_text()

    candidate = visit(number)
    candidate.goto("/exams/")
    candidate.locator("main").get_by_role("link", name=SITTING).first.click()
    candidate.get_by_role("button", name="开始考试").click()
    expect(candidate.locator("[data-player]")).to_be_visible()
    expect(candidate.locator("[data-clock]")).to_have_text(re.compile(r"\d:\d\d"))

    watch.bring_to_front()
    watch.locator("select[name=where]").select_option("")
    seat = seat_of(watch, number)
    expect(seat).to_have_attribute("data-where", "connected")
    expect(seat.locator("[data-test=left]")).to_contain_text("分钟")

    candidate.bring_to_front()
    before = seconds_left(candidate)
    act(watch, number, "延时", "视力不便", minutes=GIVEN)
    given = time.monotonic()
    while seconds_left(candidate) < before + GIVEN * 60 - 60:
        assert time.monotonic() - given <= 10, "the clock has not grown within ten seconds"
        candidate.wait_for_timeout(250)
    assert seconds_left(candidate) <= before + GIVEN * 60

    act(watch, number, "收卷", "违反考场纪律")
    expect(seat_of(watch, number)).to_have_attribute("data-where", "submitted")
    candidate.bring_to_front()
    expect(candidate).to_have_url(re.compile("/receipt"), timeout=20_000)
    assert_accessible(candidate)


def test_the_pages_around_a_sitting(visit, screen):
    """Lists, forms on paper and the keying page: reachable, accessible, as wide as the screen."""
    page = visit("trainer")
    page.goto("/desk/exams/")
    page.locator("main").get_by_role("link", name=ON_PAPER).first.click()
    page.get_by_role("link", name="名单").click()
    expect(page.get_by_role("heading", name="全部登记人员")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.go_back()
    page.get_by_role("link", name="纸质考试").click()
    expect(page.get_by_role("heading", name="答题卡")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.locator("tr[data-sheet=differs]").get_by_role("link").first.click()
    expect(page.locator("[data-keying]")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
