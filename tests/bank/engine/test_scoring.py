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
from exams.engine.outcome import fold_changes

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


def test_the_last_change_of_a_position_holds():
    changes = [{1: Decimal(2), 2: None}, {2: Decimal(15)}, {2: Decimal(17)}]
    assert fold_changes(changes) == {1: Decimal(2), 2: Decimal(17)}


FOUR = ("甲", "乙", "丙", "丁")
PARTIAL, STRICT = MultiplePolicy


def worth(kind, key, response, *, points="3", policy=PARTIAL, stem="甲____乙____丙____"):
    choices = FOUR if kind in {"single", "multiple"} else ()
    item = ScoredItem(7, ItemContent(Kind(kind), stem, key, choices), Decimal(points))
    got = score(item, response, policy)
    assert (got.position, got.maximum) == (7, Decimal(points))
    return got.score if got.score is None else str(got.score), got.verdict.value


@pytest.mark.parametrize("response", [(), ("",), (" ", "\n"), ("\u3000",)])
@pytest.mark.parametrize("kind", [*Kind])
def test_who_wrote_nothing_gets_nothing_of_any_kind(kind, response):
    assert worth(kind, "A", response) == ("0", "unanswered")
    assert is_answered(response) is False


def test_one_part_that_is_filled_is_an_answer():
    assert is_answered(("", " 甲 ")) is True


@pytest.mark.parametrize("kind", ["case", "exercise"])
def test_what_no_machine_scores_waits(kind):
    assert worth(kind, "答", ("答",)) == (None, "waiting")


@pytest.mark.parametrize(
    ("kind", "key", "response", "expected"),
    [
        ("single", "B", ("B",), ("3.00", "right")),
        ("single", "b ", ("B",), ("3.00", "right")),
        ("single", "B", ("A",), ("0.00", "wrong")),
        ("single", "B", ("A", "B"), ("0.00", "wrong")),
        ("judgement", "正确", ("T",), ("3.00", "right")),
        ("judgement", " 错误 ", ("F",), ("3.00", "right")),
        ("judgement", "正确", ("F",), ("0.00", "wrong")),
        ("judgement", "正确", ("T", "F"), ("0.00", "wrong")),
        ("multiple", "ABD", ("A", "B", "D"), ("3.00", "right")),
        ("multiple", "ABD", ("A", "B"), ("2.00", "partly")),
        ("multiple", "ABD", ("A",), ("1.00", "partly")),
        ("multiple", "ABD", ("A", "C"), ("0.00", "wrong")),
        ("multiple", "ABD", ("A", "B", "C", "D"), ("0.00", "wrong")),
        ("blank", "甲|乙|丙", ("甲", "乙", "丙"), ("3.00", "right")),
        ("blank", "甲|乙|丙", ("甲", "丙", "乙"), ("1.00", "partly")),
        ("blank", "甲|乙|丙", ("甲",), ("1.00", "partly")),
        ("blank", "甲|乙|丙", ("丁", "丁", "丁"), ("0.00", "wrong")),
        ("blank", "甲|乙|丙", ("甲", "乙", "丙", "丁"), ("3.00", "right")),
        ("blank", "甲/ Ａb|乙|丙", ("aB", " 乙 ", "丙"), ("3.00", "right")),
    ],
)
def test_each_kind_by_its_rule(kind, key, response, expected):
    assert worth(kind, key, response) == expected


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (("A", "B", "D"), ("3.00", "right")),
        (("A", "B"), ("0.00", "wrong")),
        (("A", "C"), ("0.00", "wrong")),
    ],
)
def test_all_or_nothing(response, expected):
    assert worth("multiple", "ABD", response, policy=STRICT) == expected


@pytest.mark.parametrize(
    ("points", "response", "score_"),
    [
        ("1", ("A",), "0.33"),
        ("1", ("A", "B"), "0.67"),
        ("0.03", ("A",), "0.01"),
        ("0.05", ("A",), "0.02"),
    ],
)
def test_a_share_is_rounded_half_up_to_the_cent(points, response, score_):
    assert worth("multiple", "ABD", response, points=points) == (score_, "partly")


def test_half_a_cent_goes_up():
    assert worth("multiple", "AB", ("A",), points="0.05") == ("0.03", "partly")
    assert worth("multiple", "AB", ("A",), points="0.01") == ("0.01", "partly")


def test_partial_is_the_rule_unless_said_otherwise():
    item = ScoredItem(1, ItemContent(Kind.MULTIPLE, "问", "AB", FOUR), Decimal(2))
    assert score(item, ("A",)) == score(item, ("A",), PARTIAL)
    assert score(item, ("A",)).score == Decimal(1)


def test_right_is_right_whole():
    content = ItemContent(Kind.MULTIPLE, "问", "AB", FOUR)
    assert is_right(content, ("A", "B")) is True
    assert is_right(content, ("A",)) is False
    assert is_right(ItemContent(Kind.CASE, "问", "答"), ("答",)) is False
    assert is_right(ItemContent(Kind.BLANK, "__，__", "甲|乙"), ("甲", "丙")) is False
