"""What a village network, an old phone and two open tabs do to an exam: nothing may be lost.

The truth is what the server has: `on_server` reads it from the exam page as a fresh device would.
"""

import json
import re
from itertools import count

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import assert_accessible, assert_fits
from tests.e2e.test_sit import SITTING, answer_current, saved

ON_SERVER, ON_DEVICE = "已保存到服务器", "仅在本机"
_numbers = count(200)
EVENTS, BEAT, SUBMIT = (
    re.compile(f"/exams/attempts/.+/{what}$") for what in ("events", "beat", "submit")
)


@pytest.fixture(params=["phone"])
def screen(request) -> str:
    return request.param


@pytest.fixture
def account() -> str:
    """A member who has not begun this exam yet."""
    return f"YX{next(_numbers):05d}"


@pytest.fixture
def exam(visit, account) -> Page:
    page = visit(account)
    page.goto("/exams/")
    page.locator("main").get_by_role("link", name=SITTING).first.click()
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator("[data-player]")).to_be_visible()
    return page


def on_server(page: Page) -> dict[str, list[str]]:
    """The answers that the server holds for this attempt."""
    text = page.request.get(page.url).text()
    found = re.search(r'<script id="exam" type="application/json">(.*?)</script>', text, re.S)
    return json.loads(found[1])["answers"]


def chosen(page: Page) -> dict[str, list[str]]:
    """What the candidate sees as answered, item by item."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[data-item]")].map((section) => [
            section.dataset.item,
            [...section.querySelectorAll("input:checked")].map((input) => input.value),
        ]).filter(([, value]) => value.length))"""
    )


def answer_choices(page: Page, times: int) -> None:
    for _ in range(times):
        answer_current(page)
        page.locator("[data-next]").click()


def watch_words(page: Page) -> None:
    """From here on, note every word that a save state has shown."""
    page.evaluate(
        """() => {
            window.shown = [];
            const note = () => document.querySelectorAll("[data-save-state]").forEach(
                (mark) => window.shown.push(mark.textContent));
            new MutationObserver(note).observe(
                document.body, {subtree: true, childList: true, characterData: true});
        }"""
    )


def unavailable(route: Route) -> None:
    route.fulfill(status=503, body="")


def aborted(route: Route) -> None:
    route.abort()


def timed_out(route: Route) -> None:
    route.abort("timedout")


def too_large(route: Route) -> None:
    route.fulfill(status=413, content_type="application/json", body='{"error": "too_large"}')


@pytest.mark.parametrize("fault", [unavailable, aborted, timed_out, too_large])
def test_while_saving_fails_nothing_is_called_saved(exam, fault):
    exam.route(EVENTS, fault)
    watch_words(exam)
    answer_choices(exam, 2)
    exam.locator("[data-previous]").click()
    expect(saved(exam)).to_contain_text(ON_DEVICE)
    exam.wait_for_timeout(1500)
    assert not any(ON_SERVER in words for words in exam.evaluate("window.shown"))
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
    for _ in range(2):
        answer_choices(exam, 1)
        exam.clock.fast_forward("05:00")
    expect(exam.locator("[data-sync]")).to_contain_text(ON_DEVICE)
    seen = chosen(exam)
    exam.context.set_offline(False)
    exam.reload()
    expect(exam.locator("[data-player]")).to_be_visible()
    exam.clock.fast_forward("00:05")
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online", timeout=10_000)
    assert on_server(exam) == chosen(exam) == seen


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


@pytest.mark.parametrize("days", [-1, 1])
def test_the_phones_own_clock_means_nothing(visit, account, days):
    page = visit(account)
    page.add_init_script(f"const real = Date.now; Date.now = () => real() + {days} * 86400000;")
    page.goto("/exams/")
    page.locator("main").get_by_role("link", name=SITTING).first.click()
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator("[data-player]")).to_be_visible()
    minutes = int(page.locator("[data-clock]").inner_text().split(":")[-2])
    assert 5 <= minutes <= 59
    answer_current(page)
    expect(saved(page)).to_contain_text(ON_SERVER)


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


def test_time_up_without_network_locks_keeps_and_hands_in_later(exam):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    exam.context.set_offline(True)
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
