"""Real browsers against a real server with the demo world: no fixture stands in for a feature."""

import os
import re
from collections.abc import Iterator
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.exam_page import begin
from tools.demo_server import CHROMIUM_FLAGS, browser_environment, chromium, running_demo

PASSWORD = "Jiangtang-demo-2026"
SCREENS = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
_numbers = count(200)
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items) -> None:
    if chromium():
        return
    reason = "Chromium is not installed (Debian: apt-get install chromium)"
    for item in items:
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        "args": CHROMIUM_FLAGS,
        "env": browser_environment(),
    }


def world_name() -> str:
    """Of the folder below var/: each test process has a demo world of its own."""
    name = os.environ.get("JIANGTANG_E2E_NAME", "e2e")
    return name + os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a demo server made for this run."""
    with running_demo(world_name()) as address:
        yield address


@pytest.fixture(params=list(SCREENS))
def screen(request) -> str:
    return request.param


@pytest.fixture
def visit(browser: Browser, site: str, screen: str):
    """visit(account) → a page of a fresh browser, logged in through the log-in form.

    At the end no page may have shown a script error or a blocked resource.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def enter(account: str | None, **options) -> Page:
        context = browser.new_context(
            base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai", **SCREENS[screen], **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(f"{page.url}: {fault}"))
        page.on("console", lambda line: _note(faults, page, line))
        if account:
            sign_in(page, account)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def account() -> str:
    """A member who has not begun this exam yet."""
    return f"YX{next(_numbers):05d}"


@pytest.fixture
def exam(visit, account) -> Page:
    """The exam page of this member, just begun."""
    return begin(visit(account))


def _note(faults: list[str], page: Page, line) -> None:
    if "Content Security Policy" in line.text or "Refused to" in line.text:
        faults.append(f"{page.url}: {line.text}")


def sign_in(page: Page, account: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=login]) button[type=submit]").click()
    page.wait_for_url(re.compile(r"^(?!.*accounts/login)"))


def assert_accessible(page: Page) -> None:
    """axe finds nothing on this page (WCAG 2.2 A and AA rules and best practices)."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    told = [
        f"{page.url} {rule['id']}: {node['target']} {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert told == []


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0, f"{page.url} is {width} px too wide"
