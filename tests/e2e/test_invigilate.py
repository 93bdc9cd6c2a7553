"""Journey Invigilate: see a candidate begin, give time, watch the clock grow, hand in for them."""

import re
import time

from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_fits

CANDIDATE = {"phone": "staff", "desktop": "coordinator"}
SITTING = re.compile("集中场")
GIVEN = 30


def seconds_left(page: Page) -> int:
    hours, minutes, seconds = re.match(
        r"(?:(\d+):)?(\d+):(\d+)", page.locator("[data-clock]").inner_text().strip()
    ).groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def seat_of(page: Page, name: str):
    page.locator("input[name=q]").fill(name)
    page.get_by_role("button", name="查询").first.click()
    return page.locator("tr[data-where]").filter(has_text=name).first


def act(page: Page, name: str, link: str, reason: str, minutes: int = 0) -> None:
    seat_of(page, name).get_by_role("link", name=link).click()
    assert_accessible(page)
    assert_fits(page)
    if minutes:
        page.locator("input[name=minutes]").fill(str(minutes))
    page.locator("input[name=reason]").fill(reason)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[data-live]")).to_be_visible()


def test_invigilate(visit, screen):
    candidate = visit(CANDIDATE[screen])
    candidate.goto("/me/")
    name = candidate.locator("main h1").first.inner_text().split()[0]
    candidate.goto("/exams/")
    candidate.locator("main").get_by_role("link", name=SITTING).first.click()
    candidate.get_by_role("button", name="开始考试").click()
    expect(candidate.locator("[data-player]")).to_be_visible()

    watch = visit("trainer")
    watch.goto("/desk/exams/")
    assert_accessible(watch)
    watch.locator("main").get_by_role("link", name=SITTING).first.click()
    assert_accessible(watch)
    assert_fits(watch)
    seat = seat_of(watch, name)
    expect(seat).to_have_attribute("data-where", "connected")
    expect(seat.locator("[data-test=left]")).to_contain_text("分钟")

    candidate.bring_to_front()
    before = seconds_left(candidate)
    act(watch, name, "延时", "视力不便", minutes=GIVEN)
    given = time.monotonic()
    while seconds_left(candidate) < before + GIVEN * 60 - 60:
        assert time.monotonic() - given <= 10, "the clock has not grown within ten seconds"
        candidate.wait_for_timeout(250)
    assert seconds_left(candidate) <= before + GIVEN * 60

    act(watch, name, "收卷", "违反考场纪律")
    expect(seat_of(watch, name)).to_have_attribute("data-where", "submitted")
    candidate.bring_to_front()
    expect(candidate).to_have_url(re.compile("/receipt"), timeout=20_000)
    assert_accessible(candidate)
