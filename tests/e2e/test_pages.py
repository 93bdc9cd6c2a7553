"""Every main page of every role: opens, fits the screen, and axe finds nothing."""

import pytest

from tests.e2e.conftest import assert_accessible, assert_fits, sign_in

PAGES = {
    "staff": ["/", "/hall/", "/lessons/", "/courses/", "/exams/", "/pledges/", "/me/",
              "/notices/", "/policies/", "/search/?q=救助", "/feedback/", "/no-such-page/",
              "/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/"],
    "hr_city": ["/", "/desk/", "/desk/org/530426/", "/desk/org/530400/people/",
                "/desk/pledges/", "/desk/pledges/new/", "/me/", "/people/YX00001/"],
    "inspector": ["/", "/desk/", "/desk/pledges/"],
    "trainer": ["/", "/hall/", "/lessons/"],
    "admin": ["/", "/me/"],
}  # fmt: skip


@pytest.mark.parametrize("account", PAGES)
def test_pages_are_accessible_and_fit(visit, account):
    page = visit(account)
    for path in PAGES[account]:
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)


def test_public_pages(visit):
    page = visit(None)
    for path in ("/accounts/login/", "/verify/", "/accounts/activate/", "/accounts/help/"):
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)


def test_senior_view_and_english(visit):
    page = visit("staff")
    page.get_by_role("button", name="长辈版").first.click()
    for path in ("/", "/lessons/", "/pledges/", "/me/", "/exams/"):
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)
    small = page.evaluate(
        "[...document.querySelectorAll('main a.button, main button')]"
        ".filter(b => b.offsetHeight && b.offsetHeight < 60).length"
    )
    assert small == 0
    page.get_by_role("button", name="标准版").first.click()


def test_a_wrong_password_says_so_and_keeps_the_name(visit, site):
    page = visit(None)
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("YX00007")
    page.locator("input[name=password]").fill("wrong")
    page.locator("form:has(input[name=login]) button[type=submit]").click()
    assert page.locator(".error-summary").is_visible()
    assert page.locator("input[name=login]").input_value() == "YX00007"
    assert_accessible(page)
    sign_in(page, "YX00007")
