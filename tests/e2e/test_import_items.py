"""Journey Import items: three mistakes named with row and column, then a row that comes in."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_fits

HEAD = "题型,题干,选项A,选项B,选项C,选项D,选项E,选项F,答案,解析,知识点,难度,依据"
BANK = 1  # the first bank that the form offers, below the empty choice


def question(stem: str, key: str = "A") -> str:
    return f"单选题,{stem},七日,十日,十五日,三十日,,,{key},见公示规定,低保审核,1,第十一条[已核]"


def send(page: Page, name: str, *rows: str) -> None:
    page.goto("/admin/exams/import/")
    page.locator("select[name=bank]").select_option(index=BANK)
    text = "\n".join((HEAD, *rows)) + "\n"
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    )
    look(page)
    page.get_by_role("button", name="查看文件").click()
    expect(page.locator("main")).to_contain_text(name)
    look(page)


def look(page: Page) -> None:
    # The admin's messages fade in: half-way their contrast is not what is meant.
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
    assert_fits(page)
    assert_accessible(page)


def items_with(page: Page, words: str):
    page.goto("/admin/snippets/bank/item/?live=false")
    return page.locator("main table tbody tr").filter(has_text=words)


def test_import_items(visit, screen):
    page = visit("trainer")
    mark = f"公示天数{screen}"
    stems = [f"{mark}第{word}问：公示几日？" for word in ("甲", "乙", "丙")]
    send(
        page,
        f"试题-{screen}.csv",
        question(stems[0], key=""),
        question(stems[1], key="F"),
        question(stems[2]),
        question(stems[2]),
    )
    errors = page.locator("[data-test=import-errors] tbody tr")
    told = [row.locator("td").all_inner_texts() for row in errors.all()]
    assert [row[:2] for row in told] == [["2", "答案"], ["3", "答案"], ["5", "题干"]]
    assert "4" in told[2][2]
    assert all(row[2] for row in told)
    expect(page.locator("main form[action*=apply]")).to_have_count(0)
    assert items_with(page, mark).count() == 0

    send(page, f"试题-{screen}-改.csv", question(stems[0]))
    page.get_by_role("button", name="导入 1 道").click()
    page.wait_for_url("**/admin/snippets/bank/item/")
    expect(items_with(page, mark)).to_have_count(1)
