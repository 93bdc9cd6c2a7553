"""Journey Declare: staff declares, nil or with relatives; the township enters the household's side;
what does not agree and who did not step back are alerts; the county closes them."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PASSWORD, assert_accessible, assert_fits
from tests.e2e.test_sign import draw

# Two people of 双江街道 whom the demo leaves without a declaration: one for each screen.
WHO = {"phone": ("staff", "王㛃"), "desktop": ("coordinator", "李𬭎")}
NUMBER = {"phone": "11010519491231002X", "desktop": "53042619491231019X"}


def looked_at(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    assert_accessible(page)


def follow(target: Locator) -> None:
    """Press it and look at the page it leads to."""
    with target.page.expect_navigation():
        target.click()
    looked_at(target.page)


def about(page: Page, answer: str) -> None:
    page.locator("[name=category]").select_option("township")
    page.locator("[name=phone]").fill("19908770009")
    page.locator(f"[name=has_relatives][value={answer}]").check()
    page.get_by_role("button", name="继续").click()


def enter_relative(page: Page, number: str) -> None:
    page.locator("[name=relation]").select_option("parent")
    page.locator("[name=name]").fill("多•吉")
    page.locator("[name=id_number]").fill(number.lower())
    page.locator("[name=registered_at]").fill("双江街道大营村")
    expect(page.locator("[data-kept]")).to_have_text("已存到服务器")
    page.reload()  # in the middle of a relative
    expect(page.locator("[name=registered_at]")).to_have_value("双江街道大营村")
    expect(page.locator("[name=relation]")).to_have_value("parent")
    page.locator("[name=lives_at]").fill("双江街道大营村1号")
    page.locator("[name=aid]").select_option("low_income")
    page.locator("[name=state]").select_option("receiving")
    page.locator("[name=people]").fill("2")
    page.locator("[name=monthly]").fill("480.50")
    page.locator("[name=since]").fill("2025-03")
    page.locator("[name=took_part][value=no]").check()
    looked_at(page)
    page.get_by_role("button", name="保存这名亲属").click()
    expect(page.locator("[data-relative]")).to_have_count(1)


def sign_and_lose_the_reply(page: Page) -> None:
    """The server signs, its answer never arrives; the page asks and finds it signed, once."""
    compared = page.locator("[name=compared]")
    if compared.count():
        compared.check()
    page.locator("[name=promise]").check()
    page.locator("[data-pad]").scroll_into_view_if_needed()
    draw(page)
    page.reload()  # what was drawn is still there
    assert page.locator("[data-drawn]").input_value()
    if compared.count():
        compared.check()
    page.locator("[name=promise]").check()
    page.locator("[name=password]").fill(PASSWORD)
    looked_at(page)
    statuses = []

    def lose(route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        statuses.append(route.fetch().status)
        route.abort()

    page.route("**/sign/", lose)
    page.get_by_role("button", name="签署申报表").click()
    expect(page.locator("[data-signed]")).to_be_visible(timeout=20_000)
    assert statuses == [200]
    page.unroute("**/sign/")
    looked_at(page)


def household(page: Page, name: str, number: str) -> None:
    """The township's side: another relation, and the relative among the visitors."""
    page.goto("/desk/relatives/household/new/")
    looked_at(page)
    for field, value in {
        "name": "多•吉",
        "id_number": number,
        "born_on": "1949-12-31",
        "registered_at": "双江街道大营村",
        "lives_at": "双江街道大营村1号",
        "people": "2",
        "reason": "因病致贫",
        "staff_name": name,
        "staff_unit": "双江街道",
        "staff_post": "社会救助经办",
        "hardship": "长期患病",
        "means": "已核对",
        "visitors": f"{name}、陈一",
        "opinion": "同意上报",
    }.items():
        page.locator(f"[name={field}]").fill(value)
    today = page.locator("[name=accepted_on]").input_value()
    for field in ("applied_on", "visited_on"):
        page.locator(f"[name={field}]").fill(today)
    page.locator("[name=sex]").select_option("male")
    page.locator("[name=matter]").select_option("low_income")
    page.locator("[name=relation]").select_option("sibling")
    page.locator("[name=related][value=yes]").check()
    page.locator("[name=visitors_unrelated]").check()
    page.get_by_role("button", name="录入并比对").click()
    expect(page.locator(".error-summary")).to_be_visible()  # nobody asked aloud yet
    page.locator("[name=asked]").check()
    page.get_by_role("button", name="录入并比对").click()
    expect(page.locator("main")).to_contain_text("关系不一致")
    expect(page.locator("main")).to_contain_text("应回避未回避")
    expect(page.locator("main")).not_to_contain_text(number)
    looked_at(page)


def close(county: Page, city: Page, kind: str, name: str) -> None:
    county.goto(f"/desk/relatives/alerts/?kind={kind}&q={name}")
    looked_at(county)
    follow(county.locator(f"[data-alert={kind}] a").first)
    follow(county.get_by_role("link", name="对告警下结论"))
    county.locator("[name=conclusion][value=redone]").check()
    county.locator("[name=words]").fill("已回避并重新办理")
    looked_at(county)
    county.get_by_role("button", name="保存").click()
    expect(county.locator("main")).to_contain_text("待复看")
    city.goto(county.url)
    city.get_by_role("link", name="复看").click()
    city.locator("[name=agreed][value=yes]").check()
    city.locator("[name=words]").fill("同意")
    city.get_by_role("button", name="保存").click()
    expect(city.locator("main")).to_contain_text("已销号")
    looked_at(city)


def test_declare(visit, screen):
    account, name = WHO[screen]
    page = visit(account)
    page.goto("/")
    follow(page.locator("main").get_by_role("link", name=re.compile("去申报|继续填写")).first)

    # A nil return first.
    follow(page.get_by_role("button", name="开始申报"))
    about(page, "no")
    expect(page.locator("main")).to_contain_text("零报告")
    sign_and_lose_the_reply(page)
    page.goto("/pledges/declaration/")
    expect(page.locator("[data-past]")).to_have_count(1)

    # Then something changes: one relative.
    page.get_by_role("button", name="重新申报").click()
    about(page, "yes")
    follow(page.get_by_role("link", name="添加一名亲属"))
    enter_relative(page, NUMBER[screen])
    looked_at(page)
    page.get_by_role("link", name="填完了").click()
    expect(page.locator("[data-changes]")).to_contain_text("新增")
    sign_and_lose_the_reply(page)
    page.goto("/pledges/declaration/")
    expect(page.locator("[data-past]")).to_have_count(2)
    looked_at(page)

    township = visit("hr_township")
    household(township, name, NUMBER[screen])
    county, city = visit("hr_county"), visit("hr_city")
    county.goto("/desk/relatives/")
    looked_at(county)
    for kind in ("declarations", "households", "matches"):
        county.goto(f"/desk/relatives/{kind}/")
        looked_at(county)
    for kind in ("not_recused", "unmatched"):
        close(county, city, kind, name)
    county.goto(f"/desk/relatives/declarations/?q={name}")
    follow(county.locator("main tbody a").first)
    county.get_by_role("link", name="查看完整号码").click()
    county.locator("[name=reason]").fill("核对备案")
    county.get_by_role("button", name="查看", exact=True).click()
    expect(county.locator("[data-whole]")).to_contain_text(NUMBER[screen])
    looked_at(county)
