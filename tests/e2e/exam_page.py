"""What the exam journeys do and look at on the exam page.

The truth is what the server has: `on_server` reads it from the exam page as a fresh device would.
"""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

SITTING = re.compile("自测|练习|模拟")
ON_SERVER, ON_DEVICE = "已保存到服务器", "仅在本机"
SAVED = re.compile("保存到服务器")  # of one item, or of all of them
EVENTS, BEAT = (re.compile(f"/exams/attempts/.+/{what}$") for what in ("events", "beat"))


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


def begin(page: Page) -> Page:
    page.goto("/exams/")
    page.locator("main").get_by_role("link", name=SITTING).first.click()
    page.get_by_role("button", name="开始考试").click()
    expect(page.locator("[data-player]")).to_be_visible()
    return page


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.2)


def seconds_left(page: Page) -> int:
    left = 0
    for part in page.locator("[data-clock]").inner_text().split(":"):
        left = left * 60 + int(part)
    return left


def seat_address(trainer: Page, account: str, act: str) -> str:
    """The invigilator's page of one act on this candidate, found as the invigilator finds it."""
    trainer.goto("/desk/exams/")
    trainer.locator("main").get_by_role("link", name=SITTING).first.click()
    return f"{trainer.url.rstrip('/')}/{account}/{act}/"


def press_and_return(trainer: Page) -> None:
    """Carry out the act of this page; then the list of candidates is there again."""
    trainer.locator("main form [type=submit]").click()
    expect(trainer).to_have_url(re.compile("/live/$"))


def load_file(trainer: Page, file: Path, reason: str) -> None:
    trainer.locator("[name=file]").set_input_files(file)
    trainer.locator("[name=reason]").fill(reason)
    trainer.locator("main form [type=submit]").click()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        if page.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def press_on(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def small_targets(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-player] button, summary, label.choice")]
            .filter((one) => one.offsetParent && (one.offsetHeight < 44 || one.offsetWidth < 44))
            .map((one) => one.outerHTML.slice(0, 90))"""
    )


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


def watch_words(page: Page, where: str = "[data-save-state], [data-sync]") -> None:
    """From here on, note every word that a save state and the line above have shown."""
    page.evaluate(
        """(where) => {
            window.shown = [];
            const note = () => document.querySelectorAll(where).forEach(
                (mark) => window.shown.push(mark.textContent));
            new MutationObserver(note).observe(
                document.body, {subtree: true, childList: true, characterData: true});
        }""",
        where,
    )


def aborted(route: Route) -> None:
    route.abort()
