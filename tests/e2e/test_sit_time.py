"""Time on the exam page: the server's, with warnings, extra minutes and an end; no mouse needed."""

import re
import time

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import assert_accessible, assert_fits
from tests.e2e.exam_page import (
    BEAT,
    ON_SERVER,
    aborted,
    answer_choices,
    answer_current,
    begin,
    chosen,
    on_server,
    press_and_return,
    press_on,
    saved,
    seat_address,
    seconds_left,
    small_targets,
    tab_to,
    until,
    watch_words,
)

pytestmark = pytest.mark.parametrize("screen", ["phone"])


def time_is_up(route: Route) -> None:
    """What the server says once the deadline has passed there, too."""
    moment = round(time.time() * 1000)
    pulse = {"now": moment, "deadline": moment - 1000, "holder": True, "open": True}
    route.fulfill(json=pulse)


def test_extra_time_shows_within_ten_seconds(exam, visit, account):
    before = seconds_left(exam)
    trainer = visit("trainer")
    trainer.goto(seat_address(trainer, account, "extend"))
    trainer.locator("[name=minutes]").fill("10")
    trainer.locator("[name=reason]").fill("停电")
    press_and_return(trainer)
    granted = time.monotonic()
    until(lambda: seconds_left(exam) > before)
    assert time.monotonic() - granted <= 10
    expect(exam.locator("[data-warning]")).to_contain_text("10")
    expect(exam.locator("[data-announce]")).to_contain_text("10")


def test_time_given_while_nobody_could_hear_of_it_is_not_lost(exam, visit, account):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    trainer = visit("trainer")
    exam.context.set_offline(True)
    exam.clock.install()
    answer_current(exam)
    exam.clock.fast_forward("00:20:00")
    expect(exam.locator("[data-submit-state]")).to_be_visible()
    trainer.goto(seat_address(trainer, account, "extend"))
    trainer.locator("[name=minutes]").fill("30")
    trainer.locator("[name=reason]").fill("断网")
    press_and_return(trainer)
    exam.context.set_offline(False)
    exam.clock.run_for(40_000)
    expect(exam.locator("[data-submit-state]")).to_be_hidden(timeout=20_000)
    expect(exam.locator("[data-items] input").first).to_be_enabled()
    until(lambda: on_server(exam) == chosen(exam))
    assert len(chosen(exam)) == 2


def test_an_answer_of_the_last_minute_is_saved(exam):
    exam.route(BEAT, aborted)  # it would set the clock right again
    exam.clock.install()
    exam.clock.fast_forward((seconds_left(exam) - 40) * 1000)
    answer_current(exam)
    expect(saved(exam)).to_contain_text(ON_SERVER)
    assert on_server(exam) == chosen(exam) != {}


def test_warnings_come_once_each_and_are_heard(exam):
    exam.route(BEAT, aborted)  # it would set the clock right again
    exam.clock.install()
    watch_words(exam, "[data-announce]")
    heard = []
    for minutes in (15, 5, 1):
        exam.clock.fast_forward((seconds_left(exam) - minutes * 60 - 2) * 1000)
        exam.clock.run_for(4000)
        expect(exam.locator("[data-warning]")).to_have_text(f"还剩 {minutes} 分钟")
        if minutes == 5:
            assert_accessible(exam)
            assert_fits(exam)
        exam.clock.run_for(16_000)
        expect(exam.locator("[data-warning]")).to_be_hidden()
        heard.append(f"还剩 {minutes} 分钟")
    told = exam.evaluate("window.shown.filter(Boolean)")
    assert [words for n, words in enumerate(told) if words not in told[:n]] == heard
    assert len([words for n, words in enumerate(told) if n == 0 or told[n - 1] != words]) == 3
    assert exam.locator("[data-announce]").get_attribute("aria-live") == "assertive"


def test_time_up_without_network_locks_keeps_and_hands_in_later(exam):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    exam.context.set_offline(True)
    exam.route(BEAT, time_is_up)
    exam.clock.install()
    answer_current(exam)
    exam.clock.fast_forward("02:00:00")
    exam.clock.run_for(3000)
    expect(exam.locator("[data-submit-state]")).to_be_visible()
    expect(exam.locator("[data-items] input").first).to_be_disabled()
    exam.context.set_offline(False)
    exam.clock.run_for(40_000)
    expect(exam).to_have_url(re.compile("/receipt"), timeout=15_000)
    expect(exam.locator("[data-test=receipt]")).to_be_visible()


@pytest.mark.parametrize("days", [-1, 1])
def test_the_phones_own_clock_means_nothing(visit, account, days):
    page = visit(account)
    page.add_init_script(f"const real = Date.now; Date.now = () => real() + {days} * 86400000;")
    begin(page)
    minutes = int(page.locator("[data-clock]").inner_text().split(":")[-2])
    assert 5 <= minutes <= 59
    answer_current(page)
    expect(saved(page)).to_contain_text(ON_SERVER)


def test_the_whole_exam_by_keyboard_alone(exam):
    keys = exam.keyboard
    for _ in range(exam.locator("[data-item]").count()):
        expect(exam.locator("[data-item]:not([hidden])")).to_be_visible()
        tab_to(exam, "[data-item] input, textarea")
        kind = exam.locator("[data-item]:not([hidden])").get_attribute("data-kind")
        if kind in {"single", "judgement", "multiple"}:
            keys.press("Space")
        else:
            keys.type("托底线")
        press_on(exam, "[data-next]")
    expect(exam.locator("[data-overview-panel]")).to_be_visible()
    assert_accessible(exam)
    assert small_targets(exam) == []
    expect(exam.locator("[data-grid] [data-answered=false]")).to_have_count(0)
    press_on(exam, "[data-filter=flagged]")
    expect(exam.locator("[data-grid-empty]")).to_be_visible()
    press_on(exam, "[data-review]")
    expect(exam.locator("[data-n=unanswered]")).to_have_text("0")
    assert small_targets(exam) == []
    press_on(exam, "[data-submit]")
    expect(exam).to_have_url(re.compile("/receipt"))
    expect(exam.locator("[data-test=receipt]")).to_be_visible()
