"""What makes an item complete: everything that keeps it from being asked and answered."""

from dataclasses import dataclass

from bank.engine.items import LETTERS, ItemContent, Kind, gaps, normalise
from bank.engine.keys import JUDGEMENTS, PAIRS, parse_blanks, parse_letters, parse_pairs


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field. `code` picks the words, `params` fill them."""

    code: str
    field: str
    params: tuple[tuple[str, object], ...] = ()


def faults(item: ItemContent) -> list[Fault]:
    """Everything that keeps the item from being asked and answered; empty when it is complete."""
    stem = [] if item.stem.strip() else [Fault("stem_missing", "stem")]
    if not item.key.strip():
        return [*stem, Fault("key_missing", "key")]
    return stem + _CHECKS[item.kind](item)


def _choice_faults(item: ItemContent) -> list[Fault]:
    faulty = []
    if len(item.choices) < 2:
        faulty.append(Fault("choices_few", "choices"))
    if any(not text.strip() for text in item.choices):
        faulty.append(Fault("choice_empty", "choices"))
    texts = [normalise(text) for text in item.choices if text.strip()]
    if len(set(texts)) < len(texts):
        faulty.append(Fault("choices_repeat", "choices"))
    return faulty + _letter_faults(item)


def _letter_faults(item: ItemContent) -> list[Fault]:
    letters = parse_letters(item.key)
    allowed = LETTERS[: len(item.choices)]
    unknown = "".join(letter for letter in letters if letter not in allowed)
    if unknown:
        params = (("letters", unknown), ("last", allowed[-1:] or "-"))
        return [Fault("key_unknown_choice", "key", params)]
    if len(set(letters)) < len(letters):
        return [Fault("key_repeats", "key")]
    if item.kind is Kind.SINGLE and len(letters) != 1:
        return [Fault("key_not_one", "key")]
    if item.kind is Kind.MULTIPLE and len(letters) < 2:
        return [Fault("key_not_several", "key")]
    return []


def _judgement_faults(item: ItemContent) -> list[Fault]:
    return [] if item.key.strip() in JUDGEMENTS else [Fault("key_not_judgement", "key")]


def _blank_faults(item: ItemContent) -> list[Fault]:
    keys = parse_blanks(item.key)
    if gaps(item.stem) != len(keys):
        params = (("gaps", gaps(item.stem)), ("keys", len(keys)))
        return [Fault("gaps_differ", "key", params)]
    if any(not alternative for gap in keys for alternative in gap):
        return [Fault("gap_key_empty", "key")]
    return []


def _exercise_faults(item: ItemContent) -> list[Fault]:
    parts = [part for part in PAIRS.split(item.key) if part.strip()]
    whole = all(name and value for name, value in parse_pairs(item.key))
    if whole and len(parse_pairs(item.key)) == len(parts):
        return []
    return [Fault("key_not_pairs", "key")]


_CHECKS = {
    Kind.SINGLE: _choice_faults,
    Kind.MULTIPLE: _choice_faults,
    Kind.JUDGEMENT: _judgement_faults,
    Kind.BLANK: _blank_faults,
    Kind.CASE: lambda item: [],
    Kind.EXERCISE: _exercise_faults,
}
