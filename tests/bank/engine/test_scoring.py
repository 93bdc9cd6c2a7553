from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.engine.items import LETTERS, ItemContent, Kind
from bank.engine.scoring import (
    ItemScore,
    MultiplePolicy,
    ScoredItem,
    Verdict,
    is_answered,
    is_right,
    score,
)

POINTS = st.integers(1, 4000).map(lambda cents: Decimal(cents) / 100)
CHOSEN = st.lists(st.sampled_from(LETTERS), unique=True)
KEY = st.lists(st.sampled_from(LETTERS), unique=True, min_size=2)


def multiple(key) -> ItemContent:
    return ItemContent(Kind.MULTIPLE, "题干", "".join(sorted(key)), tuple("甲乙丙丁戊己"))


@given(KEY, CHOSEN, POINTS, st.sampled_from(MultiplePolicy))
def test_score_stays_within_the_points(key, chosen, points, policy):
    got = score(ScoredItem(1, multiple(key), points), tuple(chosen), policy)
    assert Decimal(0) <= got.score <= points


@given(KEY, CHOSEN, POINTS, st.randoms())
def test_the_order_of_choices_does_not_matter(key, chosen, points, rng):
    shuffled = list(chosen)
    rng.shuffle(shuffled)
    item = ScoredItem(1, multiple(key), points)
    assert score(item, tuple(chosen)) == score(item, tuple(shuffled))


@given(KEY, CHOSEN, POINTS)
def test_all_or_nothing_never_gives_more_than_partial(key, chosen, points):
    item = ScoredItem(1, multiple(key), points)
    strict = score(item, tuple(chosen), MultiplePolicy.ALL_OR_NOTHING)
    assert strict.score <= score(item, tuple(chosen), MultiplePolicy.PARTIAL).score


@given(KEY, POINTS)
def test_only_the_whole_key_gives_full_marks(key, points):
    item = ScoredItem(1, multiple(key), points)
    assert score(item, tuple(key)).score == points
    assert score(item, tuple(key[1:])).verdict is Verdict.PARTLY


@given(st.lists(st.text(max_size=5), max_size=4), POINTS)
def test_any_text_in_blanks_is_scored_without_failing(parts, points):
    content = ItemContent(Kind.BLANK, "____，____", "托底线|可持续")
    got = score(ScoredItem(1, content, points), tuple(parts))
    assert Decimal(0) <= got.score <= points


def test_blanks_alone_are_no_answer_and_one_word_is():
    assert not is_answered((" ", "\n", ""))
    assert not is_answered(())
    assert is_answered(("", " 一 "))


@pytest.mark.parametrize(("said", "right"), [("T", True), ("F", False)])
def test_the_key_of_a_judgement_may_have_blanks_around_it(said, right):
    assert is_right(ItemContent(Kind.JUDGEMENT, "问", " 正确\n"), (said,)) is right


def test_only_every_part_right_is_right():
    content = multiple("ABD")
    assert is_right(content, ("A", "B", "D"))
    assert not is_right(content, ("A", "B"))
    assert not is_right(content, ())


def test_a_score_says_of_which_item_and_of_how_much():
    got = score(ScoredItem(7, multiple("AB"), Decimal(3)), ("A",))
    assert got == ItemScore(7, Decimal("1.50"), Decimal(3), Verdict.PARTLY)
    waiting = score(ScoredItem(8, ItemContent(Kind.CASE, "问", "答"), Decimal(5)), ("一",))
    assert waiting == ItemScore(8, None, Decimal(5), Verdict.WAITING)
    silent = score(ScoredItem(9, ItemContent(Kind.CASE, "问", "答"), Decimal(5)), ())
    assert silent == ItemScore(9, Decimal(0), Decimal(5), Verdict.UNANSWERED)


def test_several_choices_give_a_share_unless_another_rule_is_named():
    assert score(ScoredItem(1, multiple("AB"), Decimal(2)), ("A",)).score == Decimal(1)
