from decimal import Decimal

import pytest

from bank.engine.scoring import ItemScore, Verdict
from exams.engine.outcome import Outcome, counted, fold_changes, total


def row(position, given_score, maximum) -> ItemScore:
    value = None if given_score is None else Decimal(given_score)
    return ItemScore(position, value, Decimal(maximum), Verdict.RIGHT)


@pytest.mark.parametrize(
    ("given_score", "passed", "percent"),
    [("60", True, "60.00"), ("59.99", False, "59.99"), ("59.999", False, "60.00")],
)
def test_passing_is_judged_before_rounding(given_score, passed, percent):
    outcome = total([row(1, given_score, "100")], Decimal(60))
    assert (outcome.passed, outcome.percent) == (passed, Decimal(percent))


def test_an_outcome_waits_while_one_item_waits():
    outcome = total([row(1, "10", "10"), row(2, None, "20")], Decimal(30))
    assert (outcome.pending, outcome.passed, outcome.raw) == (True, None, Decimal(10))


def test_the_last_change_of_a_position_holds():
    changes = [{1: Decimal(2), 2: None}, {2: Decimal(15)}, {2: Decimal(17)}]
    assert fold_changes(changes) == {1: Decimal(2), 2: Decimal(17)}


def test_nothing_to_reach_is_nothing_reached():
    outcome = total([], Decimal(60))
    assert (outcome.percent, outcome.maximum, outcome.pending) == (Decimal(0), Decimal(0), False)


def test_the_last_attempt_counts_only_where_the_rule_says_so():
    percents = [Decimal(80), Decimal(60)]
    assert counted(percents, "last") == Decimal(60)
    assert counted(percents, "best") == Decimal(80)
    for rule in ("best", "last"):
        with pytest.raises(ValueError, match="empty"):
            counted([], rule)


def test_an_outcome_adds_up():
    outcome = total([row(1, "10", "10"), row(2, "0", "5")], Decimal("66.67"))
    assert outcome == Outcome(Decimal(10), Decimal(15), Decimal("66.67"), False, False)
    assert total([row(1, "2", "3")], Decimal("66.66")).passed is True


def test_the_ceiling_cuts_what_is_above_it():
    assert counted([Decimal(80)], "best", Decimal(60)) == Decimal(60)
    assert counted([Decimal(50)], "best", Decimal(60)) == Decimal(50)
