"""What a village network, an old phone and two open tabs do to an exam: nothing may be lost."""

import time

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Route, expect

from tests.e2e.conftest import assert_accessible, assert_fits
from tests.e2e.exam_page import (
    EVENTS,
    ON_DEVICE,
    ON_SERVER,
    SAVED,
    aborted,
    answer_choices,
    answer_current,
    chosen,
    on_server,
    saved,
    until,
    watch_words,
)

pytestmark = pytest.mark.parametrize("screen", ["phone"])


def unavailable(route: Route) -> None:
    route.fulfill(status=503, body="")


def timed_out(route: Route) -> None:
    route.abort("timedout")


def too_large(route: Route) -> None:
    route.fulfill(status=413, content_type="application/json", body='{"error": "too_large"}')


@pytest.mark.parametrize("fault", [unavailable, aborted, timed_out, too_large])
def test_while_saving_fails_nothing_is_called_saved(exam, fault):
    exam.route(EVENTS, fault)
    answer_current(exam)
    watch_words(exam)  # until now nothing was unsaved, and the line above rightly said so
    answer_choices(exam, 2)
    exam.locator("[data-previous]").click()
    expect(saved(exam)).to_contain_text(ON_DEVICE)
    exam.wait_for_timeout(1500)
    assert not any(SAVED.search(words) for words in exam.evaluate("window.shown"))
    assert on_server(exam) == {}
    exam.unroute(EVENTS)
    expect(saved(exam)).to_contain_text(ON_SERVER, timeout=15_000)
    assert on_server(exam) == chosen(exam)


def test_a_lost_reply_is_no_lost_answer_and_no_second_one(exam):
    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    exam.route(EVENTS, lose_the_reply, times=2)
    answer_current(exam)
    expect(saved(exam)).to_contain_text(ON_SERVER, timeout=15_000)
    assert on_server(exam) == chosen(exam)


def test_ten_minutes_without_network_and_a_reload(exam):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    exam.context.set_offline(True)
    exam.clock.install()
    answer_current(exam)
    watch_words(exam, "[data-sync]")
    exam.locator("[data-next]").click()
    exam.clock.fast_forward("05:00")
    answer_choices(exam, 1)
    exam.clock.fast_forward("05:00")
    expect(exam.locator("[data-sync]")).to_contain_text(ON_DEVICE)
    seen = chosen(exam)
    assert len(seen) == 3
    # Not a single look: at no moment of the outage was everything called saved.
    assert not any(SAVED.search(words) for words in exam.evaluate("window.shown"))
    address = exam.url
    with pytest.raises(PlaywrightError):
        exam.reload()
    exam.context.set_offline(False)
    back = time.monotonic()
    exam.goto(address)
    expect(exam.locator("[data-player]")).to_be_visible()
    until(lambda: on_server(exam) == seen)
    assert time.monotonic() - back <= 10
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    assert chosen(exam) == seen


def test_ten_minutes_without_network_then_everything_arrives_by_itself(exam):
    exam.context.set_offline(True)
    exam.clock.install()
    answer_choices(exam, 3)
    exam.clock.fast_forward("10:00")
    seen = chosen(exam)
    exam.context.set_offline(False)
    back = time.monotonic()
    until(lambda: on_server(exam) == seen)
    assert time.monotonic() - back <= 10


def test_who_cannot_hand_in_may_go_on_answering(exam):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    exam.context.set_offline(True)
    exam.locator("[data-overview]").click()
    exam.locator("[data-review]").click()
    exam.locator("[data-submit]").click()
    expect(exam.locator("[data-submit-state]")).to_contain_text("可以继续答题")
    assert_accessible(exam)
    exam.locator("[data-back]").click()
    answer_choices(exam, 1)
    exam.context.set_offline(False)
    until(lambda: on_server(exam) == chosen(exam))
    assert len(chosen(exam)) == 2
    exam.wait_for_timeout(3000)  # longer than the next try to hand in would have waited
    expect(exam.locator("[data-items]")).to_be_visible()
    exam.locator("[data-overview]").click()
    exam.locator("[data-review]").click()
    exam.locator("[data-submit]").click()
    exam.wait_for_url("**/receipt")


def test_leaving_the_page_sends_at_once(exam):
    """Also when the timer that would have sent the answer is never going to fire."""
    exam.clock.install()
    exam.clock.pause_at(exam.evaluate("Date.now() / 1000 + 1"))
    answer_current(exam)
    assert on_server(exam) == {}
    exam.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", {value: true, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    until(lambda: on_server(exam) == chosen(exam) != {})


def test_a_second_tab_is_offered_the_exam_and_the_first_becomes_read_only(exam):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    second = exam.context.new_page()
    second.goto(exam.url)
    notice = second.locator("[data-elsewhere]")
    expect(notice).to_be_visible()
    expect(second.locator("[data-item]:not([hidden]) input").first).to_be_disabled()
    assert_accessible(second)
    assert_fits(second)
    second.locator("[data-takeover]").click()
    expect(notice).to_be_hidden()
    assert chosen(second) == on_server(second) != {}
    expect(exam.locator("[data-elsewhere]")).to_be_visible(timeout=5_000)
    expect(exam.locator("[data-item]:not([hidden]) input").first).to_be_disabled()
    answer_current(second)
    expect(saved(second)).to_contain_text(ON_SERVER)
    exam.locator("[data-takeover]").click()
    expect(second.locator("[data-elsewhere]")).to_be_visible(timeout=5_000)
    assert chosen(exam) == on_server(exam)


def test_a_second_phone_goes_on_with_everything(exam, visit, account):
    answer_choices(exam, 2)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    phone = visit(account)
    phone.goto(exam.url)
    phone.locator("[data-takeover]").click()
    expect(phone.locator("[data-elsewhere]")).to_be_hidden()
    expect(exam.locator("[data-elsewhere]")).to_be_visible(timeout=5_000)
    assert chosen(phone) == on_server(phone) == chosen(exam)


def test_what_a_replaced_phone_still_held_waits_for_a_person(exam, visit, account):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    exam.context.set_offline(True)
    answer_current(exam)
    expect(saved(exam)).to_contain_text(ON_DEVICE)
    phone = visit(account)
    phone.goto(exam.url)
    phone.locator("[data-takeover]").click()
    expect(phone.locator("[data-elsewhere]")).to_be_hidden()
    exam.context.set_offline(False)
    expect(saved(exam)).to_contain_text("由组织方认定", timeout=15_000)
    assert on_server(phone) == chosen(phone)


def test_an_expired_log_in_loses_nothing(exam, account):
    answer_choices(exam, 1)
    exam.context.clear_cookies()
    answer_current(exam)
    expect(saved(exam)).to_contain_text(ON_SERVER)
    exam.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    panel = exam.locator("[data-session]")
    expect(panel).to_be_visible()
    assert_accessible(exam)
    panel.locator("[name=login]").fill(account)
    panel.locator("[name=password]").fill("not the password")
    panel.locator("[type=submit]").click()
    expect(panel.locator("[data-login-state]")).to_contain_text("工号")
    panel.locator("[name=password]").fill("Jiangtang-demo-2026")
    panel.locator("[type=submit]").click()
    expect(panel).to_be_hidden()
    assert on_server(exam) == chosen(exam)
