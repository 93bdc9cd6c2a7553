"""What one response to one item is worth. Rules with worked numbers: docs/marking.md."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bank.engine.items import SCORED_KINDS, ItemContent, Kind, normalise
from bank.engine.keys import JUDGEMENTS, parse_blanks, parse_letters

CENT = Decimal("0.01")
ZERO = Decimal(0)
Response = tuple[str, ...]


class MultiplePolicy(StrEnum):
    PARTIAL = "partial"  # 少选按比例，错选不得分
    ALL_OR_NOTHING = "all_or_nothing"


class Verdict(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    WAITING = "waiting"


@dataclass(frozen=True)
class ScoredItem:
    """An item on a paper: its number there and what it is worth."""

    position: int
    content: ItemContent
    points: Decimal


@dataclass(frozen=True)
class ItemScore:
    """`score` is None while a marker is awaited; else within 0 and `maximum`, two decimals."""

    position: int
    score: Decimal | None
    maximum: Decimal
    verdict: Verdict


def is_answered(response: Response) -> bool:
    return any(part.strip() for part in response)


def score(
    item: ScoredItem, response: Response, policy: MultiplePolicy = MultiplePolicy.PARTIAL
) -> ItemScore:
    """Score one response; unanswered items are worth 0 whatever their kind."""
    if not is_answered(response):
        return ItemScore(item.position, ZERO, item.points, Verdict.UNANSWERED)
    if item.content.kind not in SCORED_KINDS:
        return ItemScore(item.position, None, item.points, Verdict.WAITING)
    return _given(item, _SHARES[item.content.kind](item.content, response, policy))


def is_right(content: ItemContent, response: Response) -> bool:
    """All or nothing: whether a machine can say that the response is right in every part."""
    whole = ScoredItem(1, content, Decimal(1))
    return score(whole, response, MultiplePolicy.ALL_OR_NOTHING).verdict is Verdict.RIGHT


def _given(item: ScoredItem, share: Decimal) -> ItemScore:
    """`share` (0 to 1) of the points, rounded half up to the cent."""
    points = (item.points * share).quantize(CENT, ROUND_HALF_UP)
    verdict = Verdict.PARTLY if ZERO < share < 1 else Verdict.RIGHT if share else Verdict.WRONG
    return ItemScore(item.position, points, item.points, verdict)


def _single(content: ItemContent, response: Response, policy: MultiplePolicy) -> Decimal:
    return Decimal(response == parse_letters(content.key))


def _multiple(content: ItemContent, response: Response, policy: MultiplePolicy) -> Decimal:
    right, chosen = set(parse_letters(content.key)), set(response)
    if chosen == right:
        return Decimal(1)
    if policy is MultiplePolicy.ALL_OR_NOTHING or chosen - right:
        return ZERO
    return Decimal(len(chosen)) / Decimal(len(right))


def _judgement(content: ItemContent, response: Response, policy: MultiplePolicy) -> Decimal:
    return Decimal(response == (JUDGEMENTS[content.key.strip()],))


def _blank(content: ItemContent, response: Response, policy: MultiplePolicy) -> Decimal:
    """Each gap counts alike; more parts than gaps are ignored."""
    keys = parse_blanks(content.key)
    right = sum(
        normalise(given) in {normalise(accepted) for accepted in key}
        for key, given in zip(keys, response, strict=False)
    )
    return Decimal(right) / Decimal(len(keys))


_SHARES = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.JUDGEMENT: _judgement,
    Kind.BLANK: _blank,
}
