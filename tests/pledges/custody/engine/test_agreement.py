"""The balance, the calendar and the order of signatures."""

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
