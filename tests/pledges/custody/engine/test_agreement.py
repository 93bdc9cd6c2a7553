"""The balance, the calendar and the order of signatures."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.engine.wording import BadText
from pledges.custody.engine import agreement as custody

CENTS = st.decimals(min_value=0, max_value=10_000_000, places=2)


@given(CENTS, CENTS, CENTS, CENTS)
def test_the_balance_adds_up_to_the_cent(previous, income, expense, actual):
    sums = custody.settle(previous, income, expense, actual)
    assert sums.expected + expense == previous + income
    assert sums.expected + sums.difference == actual
    assert sums.agrees == (actual == sums.expected)


def test_a_worked_balance():
    sums = custody.settle(Decimal("100.10"), Decimal("480.20"), Decimal("0.30"), Decimal("560.00"))
    assert (sums.expected, sums.difference) == (Decimal("580.00"), Decimal("-20.00"))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_later_is_the_same_day_or_the_last(day, months):
    later = custody.add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and later.day >= 28)


@pytest.mark.parametrize(
    ("since", "cycle", "due"),
    [
        (date(2026, 5, 1), "half_year", date(2026, 11, 1)),
        (date(2026, 8, 31), "half_year", date(2027, 2, 28)),
        (date(2026, 11, 30), "quarter", date(2027, 2, 28)),
    ],
)
def test_when_the_next_check_is_due(since, cycle, due):
    assert custody.next_check(since, cycle) == due


def test_the_township_signs_last_and_the_guardian_speaks():
    assert custody.parties("full") == ("custodian", "person", "supervisor", "township")
    assert custody.parties("none") == ("custodian", "guardian", "supervisor", "township")
    assert "township" not in custody.may_sign_now("full", {"custodian", "person"})
    assert custody.may_sign_now("full", {"custodian", "person", "supervisor"}) == ("township",)


def test_every_placeholder_needs_a_value_and_values_are_no_templates():
    with pytest.raises(BadText):
        custody.fill_custody({})
    names = custody.PLACEHOLDER.findall(custody.custody_text())
    text = custody.fill_custody({name: "{乙方}" for name in names})
    assert "{甲方}" not in text
    assert "{乙方}" in text


def test_the_whole_life_of_an_agreement():
    assert {
        "draft": {"signing", "void"},
        "signing": {"active", "void"},
        "active": {"ended"},
        "ended": set(),
        "void": set(),
    } == custody.CUSTODY_MOVES


def test_the_numbers_of_the_rule():
    assert (custody.TEXT_VERSION, custody.RENEWAL_NOTICE_DAYS, custody.MAX_WITNESSES) == (1, 30, 2)
    assert custody.MONTHS == {"month": 1, "quarter": 3, "half_year": 6}


def test_who_is_left_comes_in_the_usual_order():
    assert custody.left_to_sign("full", ()) == ("custodian", "person", "supervisor", "township")
    assert custody.left_to_sign("limited", {"custodian"}) == ("guardian", "supervisor", "township")
    everybody = {"custodian", "person", "supervisor", "township"}
    assert custody.left_to_sign("full", everybody) == ()
    assert custody.may_sign_now("full", everybody) == ()
    assert custody.may_sign_now("full", ()) == ("custodian", "person", "supervisor")


VALUES = {name: f"{name}（甲）" for name in custody.PLACEHOLDER.findall(custody.custody_text())}


def test_a_missing_value_is_named():
    rest = {name: words for name, words in VALUES.items() if name != "乙方"}
    with pytest.raises(BadText) as refused:
        custody.fill_custody(rest)
    assert (refused.value.reason, refused.value.detail) == ("placeholder", "乙方")


def test_values_are_put_in_on_one_line():
    text = custody.fill_custody({**VALUES, "乙方": " 王㛃\n 大妹 "})
    assert "王㛃 大妹" in text


class TestWhatASignedTextSays:
    """Asked every night of what the rows would say: any difference but a passing name is one."""

    def test_the_values_it_was_filled_from(self):
        text = custody.fill_custody(VALUES)
        assert custody.says(text, VALUES, 1)
        assert custody.says(text, {name: f" {words}\n" for name, words in VALUES.items()}, 1)

    @pytest.mark.parametrize("name", sorted(set(VALUES) - set(custody.PASSING)))
    def test_no_other_value_anywhere(self, name):
        text = custody.fill_custody(VALUES)
        assert not custody.says(text, {**VALUES, name: "别的"}, 1)

    @pytest.mark.parametrize("name", ["甲方", "经办机构", "甲方联系人"])
    def test_names_of_the_township_may_have_changed_since(self, name):
        text = custody.fill_custody({**VALUES, name: "原来的名称"})
        assert custody.says(text, VALUES, 1)
        assert name in custody.PASSING

    def test_no_words_before_after_or_instead(self):
        text = custody.fill_custody(VALUES)
        assert not custody.says(text + "。", VALUES, 1)
        assert not custody.says("前" + text, VALUES, 1)
        assert not custody.says(text.replace("代管", "保管", 1), VALUES, 1)

    def test_signs_that_mean_something_to_a_search_are_words(self):
        odd = {**VALUES, "乙方": "王(.*)㛃"}
        assert custody.says(custody.fill_custody(odd), odd, 1)
        assert not custody.says(custody.fill_custody({**VALUES, "乙方": "王大妹㛃"}), odd, 1)


def test_the_digest_is_that_of_the_words():
    assert custody.text_digest("代管") == hashlib.sha256("代管".encode()).hexdigest()
