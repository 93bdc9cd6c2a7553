"""Screenshots of every main page at 390 and 1280 px, Chinese and English, into build/shots/.

Taken from a demo world built for the purpose; names read ROLE-PAGE-WIDTH-LANGUAGE.png.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.demo_server import (  # noqa: E402 - the project must be importable first
    CHROMIUM_FLAGS,
    browser_environment,
    chromium,
    running_demo,
)

OUT = ROOT / "build" / "shots"
PASSWORD = "Jiangtang-demo-2026"  # noqa: S105 - the demo's
WIDTHS = {390: 844, 1280: 900}
LANGUAGES = ("zh-hans", "en")
PAGES: dict[str | None, dict[str, str]] = {
    None: {"login": "/accounts/login/", "verify": "/verify/", "activate": "/accounts/activate/"},
    "staff": {
        "home": "/", "hall": "/hall/", "lessons": "/lessons/", "courses": "/courses/",
        "exams": "/exams/", "pledges": "/pledges/", "me": "/me/", "notices": "/notices/",
        "policies": "/policies/", "search": "/search/?q=救助", "feedback": "/feedback/",
        "missing": "/no-such-page/",
    },
    "hr_city": {
        "desk": "/desk/", "county": "/desk/org/530426/", "people": "/desk/org/530426/people/",
        "rounds": "/desk/pledges/", "round": "/desk/pledges/1/", "person": "/people/YX00001/",
    },
    "inspector": {"desk": "/desk/"},
    "admin": {"roster": "/admin/roster/people/", "upload": "/admin/roster/upload/"},
    "trainer": {"admin": "/admin/", "items": "/admin/snippets/bank/item/"},
}  # fmt: skip


def sign_in(page: Page, account: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(account)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=login]) button[type=submit]").click()
    page.wait_for_load_state()


def visit(browser: Browser, site: str, account: str | None, width: int, language: str) -> None:
    locale = "zh-CN" if language == "zh-hans" else "en-GB"
    size = ViewportSize(width=width, height=WIDTHS[width])
    context = browser.new_context(base_url=site, viewport=size, locale=locale)
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page = context.new_page()
    if account:
        sign_in(page, account)
    for name, path in PAGES[account].items():
        page.goto(path)
        page.wait_for_load_state()
        target = OUT / f"{account or 'public'}-{name}-{width}-{language}.png"
        page.screenshot(path=target, full_page=True)
    context.close()


def main() -> None:
    program = chromium()
    if not program:
        sys.exit("Screenshots need Chromium: apt-get install chromium")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with running_demo("shots") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=CHROMIUM_FLAGS, env={**browser_environment()}
        )
        for account in PAGES:
            for width in WIDTHS:
                for language in LANGUAGES:
                    visit(browser, site, account, width, language)
            print(f"  {account or 'public'}", flush=True)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
