"""Answers that could not be sent: the file, and the phone that comes back after the end."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import assert_accessible, assert_fits
from tests.e2e.exam_page import (
    ON_DEVICE,
    answer_choices,
    answer_current,
    begin,
    chosen,
    load_file,
    on_server,
    press_and_return,
    saved,
    seat_address,
)

pytestmark = pytest.mark.parametrize("screen", ["phone"])


def test_the_answer_file_goes_from_the_phone_to_the_organiser(exam, visit, account):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    exam.context.set_offline(True)
    exam.clock.install()
    rescue = exam.locator("[data-rescue]")
    answer_current(exam)
    expect(saved(exam)).to_contain_text(ON_DEVICE)
    expect(rescue).to_be_hidden()
    exam.clock.fast_forward("01:01")
    exam.clock.run_for(1000)
    expect(rescue).to_be_visible()
    rescue.locator("summary").click()
    assert_accessible(exam)
    assert_fits(exam)
    with exam.expect_download() as download:
        rescue.locator("[data-file-download]").click()
    file = download.value.path()
    assert "events" not in file.read_text()
    rescue.locator("[data-file-copy]").click()
    copied = rescue.locator("[data-file-text]")
    expect(copied).to_have_value(re.compile("jiangtang-answers-1"))
    text = copied.input_value()

    trainer = visit("trainer")
    address = seat_address(trainer, account, "answer-file")
    trainer.goto(address)
    assert_accessible(trainer)
    assert_fits(trainer)
    load_file(trainer, file, "手机断网")
    expect(trainer.locator("main")).to_contain_text("有 1 个新答案等待您认定")
    trainer.locator("[name=accepted][value=yes]").check()
    trainer.locator("[name=reason]").fill("属实")
    press_and_return(trainer)
    assert on_server(exam) == chosen(exam)
    trainer.goto(address)
    trainer.locator("[name=text]").fill(text)
    trainer.locator("[name=reason]").fill("再试")
    trainer.locator("main form [type=submit]").click()
    expect(trainer.locator("main")).to_contain_text("服务器上都已经有了")
    # The phone comes back: what it sends is recognised, and the offer goes away.
    exam.context.set_offline(False)
    exam.clock.run_for(25_000)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    expect(rescue).to_be_hidden()
    assert on_server(exam) == chosen(exam)


def test_without_a_cipher_the_page_says_so_and_offers_nothing(visit, account):
    page = visit(account)
    page.add_init_script(
        "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined});"
    )
    begin(page)
    page.context.set_offline(True)
    page.clock.install()
    answer_current(page)
    page.clock.fast_forward("01:02")
    page.locator("[data-rescue] summary").click()
    expect(page.locator("[data-file-cannot]")).to_contain_text("https")
    expect(page.locator("[data-file-download]")).to_be_hidden()
    expect(page.locator("[data-file-copy]")).to_be_hidden()


def test_a_phone_that_died_sends_what_it_held_when_the_exam_is_over(exam, visit, account):
    answer_choices(exam, 1)
    expect(exam.locator("[data-sync]")).to_have_attribute("data-state", "online")
    address = exam.url
    exam.context.set_offline(True)
    answer_current(exam)
    expect(saved(exam)).to_contain_text(ON_DEVICE)
    # A phone without power sends no farewell, which an emulated lack of network lets through.
    exam.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no power')); }")
    exam.goto("about:blank")
    trainer = visit("trainer")
    trainer.goto(seat_address(trainer, account, "close"))
    trainer.locator("[name=reason]").fill("手机坏了")
    press_and_return(trainer)
    exam.context.set_offline(False)
    exam.goto(address)
    expect(exam).to_have_url(re.compile("/receipt"))
    expect(exam.locator("[data-left-state]")).to_contain_text("1 题答案已送达服务器")
    assert_accessible(exam)
    exam.reload()
    expect(exam.locator("main")).to_contain_text("由组织方认定是否计入")
    expect(exam.locator("[data-left]")).to_be_hidden()
