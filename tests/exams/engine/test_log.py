from hypothesis import given
from hypothesis import strategies as st

from exams.engine.log import (
    ANSWER,
    FLAG,
    Answers,
    Event,
    fold,
    log_digest,
    missing,
    sort_batch,
    watermark,
)

ANSWERS = st.builds(
    Event,
    client=st.sampled_from(["phone-000", "tablet-00"]),
    sequence=st.integers(1, 9),
    position=st.integers(1, 4),
    kind=st.just(ANSWER),
    value=st.lists(st.sampled_from("ABCD"), unique=True).map(tuple),
)


def answer(sequence, position, *value, client="phone-000") -> Event:
    return Event(client, sequence, position, ANSWER, value)


def flag(sequence, position, value) -> Event:
    return Event("phone-000", sequence, position, FLAG, value)


def test_the_last_word_received_counts():
    present = fold([answer(1, 1, "A"), answer(1, 1, "B", client="tablet-00"), answer(2, 2, "C")])
    assert present.responses == {1: ("B",), 2: ("C",)}
    assert present.answered == 2


def test_a_cleared_answer_is_not_an_answer():
    assert fold([answer(1, 1, "A"), answer(2, 1)]).answered == 0
    assert fold([answer(1, 1, " ", "")]).answered == 0


def test_flags_are_set_and_taken_away():
    assert fold([flag(1, 1, True), flag(2, 2, True), flag(3, 1, False)]).flags == frozenset({2})


@given(st.lists(ANSWERS, max_size=12), st.data())
def test_repeats_of_a_batch_change_nothing(batch, data):
    first = sort_batch(batch, {})
    held = {event.sequence: event.digest for event in first.fresh}
    again = sort_batch(first.fresh, held)
    assert (again.fresh, again.conflicts) == ((), ())
    assert set(again.repeats) == set(held)
    doubled = [event for event in first.fresh for _ in range(data.draw(st.integers(1, 2)))]
    assert sort_batch(doubled, {}).fresh == first.fresh


def test_another_payload_under_a_held_number_is_a_conflict():
    held = {1: answer(1, 1, "A").digest}
    sorting = sort_batch([answer(1, 1, "B"), answer(2, 1, "C")], held)
    assert (sorting.conflicts, sorting.repeats) == ((1,), ())


def test_a_contradiction_inside_one_batch_is_a_conflict():
    assert sort_batch([answer(1, 1, "A"), answer(1, 1, "B")], {}).conflicts == (1,)


def test_digest_depends_on_what_was_said_and_on_nothing_else():
    assert answer(1, 1, "A").digest == answer(7, 1, "A", client="tablet-00").digest
    assert answer(1, 1, "A").digest != answer(1, 2, "A").digest
    assert answer(1, 1, "A", "B").digest != answer(1, 1, "AB").digest


def test_watermark_and_missing():
    assert watermark([]) == 0
    assert watermark([1, 2, 4]) == 2
    assert missing([1, 2, 4], 5) == [3, 5]
    assert missing([], 0) == []


def test_the_log_digest_depends_on_the_receive_order():
    one, two = answer(1, 1, "A"), answer(2, 2, "B")
    assert log_digest([one, two]) != log_digest([two, one])
    assert log_digest([one, two]) == log_digest([one, two])


def test_what_a_batch_says_twice_is_taken_once_and_its_later_words_are_taken_too():
    one, two = answer(1, 1, "A"), answer(2, 2, "B")
    assert sort_batch([one, one, two], {}).fresh == (one, two)


def test_repeats_fresh_words_and_contradictions_of_one_batch_are_told_apart():
    held = {1: answer(1, 1, "A").digest, 2: answer(2, 1, "B").digest}
    batch = [answer(1, 1, "A"), answer(2, 1, "C"), answer(3, 1, "D")]
    sorting = sort_batch(batch, held)
    assert (sorting.repeats, sorting.conflicts) == ((1,), (2,))
    assert sorting.fresh == (answer(3, 1, "D"),)


def test_numbers_are_reckoned_in_their_order_however_they_are_held():
    # Sets of these numbers do not come in ascending order.
    held = [70_000, 131_072, 3, 1, 2]
    assert watermark(held) == 3
    assert missing(range(3, 40_000), 40_002) == [1, 2, 40_000, 40_001, 40_002]
    spread = missing([number for number in range(1, 100) if number not in {33, 64, 97}], 99)
    assert spread == [33, 64, 97]


def test_a_watermark_begins_at_one():
    assert watermark([2, 3]) == 0
    assert missing([2], 2) == [1]


def test_nothing_said_has_a_digest_too():
    assert log_digest([]) == "0" * 64


def test_what_an_event_says():
    assert answer(1, 2, "A", "B").payload == {"item": 2, "answer": ["A", "B"]}
    assert flag(1, 2, True).payload == {"item": 2, "flag": True}
    assert flag(1, 2, False).payload == {"item": 2, "flag": False}


def test_nothing_was_answered_to_begin_with():
    assert Answers() == Answers(responses={}, flags=frozenset())
    assert Answers().answered == 0
