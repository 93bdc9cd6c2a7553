from datetime import UTC, datetime

import pytest

from exams.engine.lease import Claim
from exams.engine.log import ANSWER, FLAG, Event
from exams.engine.wire import (
    BadBatch,
    Beat,
    milliseconds,
    read_batch,
    read_beat,
    read_row,
    read_submit,
)

CLIENT = "c1234567"


def test_a_batch():
    batch = read_batch(
        {
            "client": CLIENT,
            "opened": True,
            "events": [
                {"seq": 1, "item": 2, "answer": ["A", "C"]},
                {"seq": 2, "item": 2, "flag": True},
                {"seq": 3, "item": 1, "answer": []},
            ],
        },
        2,
    )
    assert batch.claim == Claim(batch.client, opened=True)
    assert batch.events == (
        Event(CLIENT, 1, 2, ANSWER, ("A", "C")),
        Event(CLIENT, 2, 2, FLAG, True),
        Event(CLIENT, 3, 1, ANSWER, ()),
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([], "event_not_an_object"),
        ({"item": 1, "answer": []}, "seq_invalid"),
        ({"seq": 0, "item": 1, "answer": []}, "seq_invalid"),
        ({"seq": True, "item": 1, "answer": []}, "seq_invalid"),
        ({"seq": 1, "item": 3, "answer": []}, "item_unknown"),
        ({"seq": 1, "item": "1", "answer": []}, "item_unknown"),
        ({"seq": 1, "item": 1}, "answer_invalid"),
        ({"seq": 1, "item": 1, "answer": "A"}, "answer_invalid"),
        ({"seq": 1, "item": 1, "answer": [1]}, "answer_invalid"),
        ({"seq": 1, "item": 1, "answer": ["x" * 10_001]}, "answer_invalid"),
        ({"seq": 1, "item": 1, "answer": ["a\0b"]}, "answer_invalid"),
        ({"seq": 1, "item": 1, "answer": ["\ud83d"]}, "answer_invalid"),
        ({"seq": 1, "item": 1, "answer": ["A"] * 21}, "answer_invalid"),
        ({"seq": 1, "item": 1, "flag": 1}, "flag_invalid"),
    ],
)
def test_bad_events(row, code):
    with pytest.raises(BadBatch) as refusal:
        read_batch({"client": CLIENT, "events": [row]}, 2)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "not_an_object"),
        ([1], "not_an_object"),
        ({}, "client_invalid"),
        ({"client": "short"}, "client_invalid"),
        ({"client": "x" * 33}, "client_invalid"),
        ({"client": "有中文的编号编号"}, "client_invalid"),
        ({"client": CLIENT, "events": {}}, "events_not_a_list"),
        ({"client": CLIENT, "events": [{}] * 201}, "too_many_events"),
    ],
)
def test_bad_batches(data, code):
    with pytest.raises(BadBatch) as refusal:
        read_batch(data, 2)
    assert refusal.value.code == code


def test_submit_orders():
    assert read_submit({"client": CLIENT, "last": 0}).last == 0
    for last in (None, -1, "3", 2.0, True):
        with pytest.raises(BadBatch):
            read_submit({"client": CLIENT, "last": last})


def refusal(read, data) -> str:
    with pytest.raises(BadBatch) as refused:
        read(data)
    assert str(refused.value) == refused.value.code
    return refused.value.code


def batch_of(**words):
    return read_batch({"client": CLIENT, **words}, 2)


class TestLimits:
    """What is just within a limit is taken, what is just above it is refused."""

    def test_a_batch_has_at_most_200_events(self):
        rows = [{"seq": number, "item": 1, "flag": True} for number in range(1, 202)]
        assert len(batch_of(events=rows[:200]).events) == 200
        with pytest.raises(BadBatch, match="too_many_events"):
            batch_of(events=rows)

    def test_a_batch_without_events_is_a_batch(self):
        assert batch_of().events == ()

    @pytest.mark.parametrize("answer", [["A"] * 20, ["字" * 10_000], ["😀"], ["\ud7ff\ue000"], []])
    def test_answers_that_are_just_within(self, answer):
        row = {"seq": 1_000_000, "item": 2, "answer": answer}
        assert batch_of(events=[row]).events[0].value == tuple(answer)

    @pytest.mark.parametrize("half", [chr(0xD800), chr(0xDFFF)])
    def test_half_a_pair_is_no_text(self, half):
        with pytest.raises(BadBatch, match="answer_invalid"):
            batch_of(events=[{"seq": 1, "item": 1, "answer": [half]}])

    def test_a_number_of_an_event_ends_at_a_million(self):
        with pytest.raises(BadBatch, match="seq_invalid"):
            batch_of(events=[{"seq": 1_000_001, "item": 1, "flag": True}])

    @pytest.mark.parametrize("client", ["abcdefgh", "A-_9" * 8])
    def test_a_client_has_8_to_32_signs(self, client):
        assert read_batch({"client": client}, 2).client == client

    @pytest.mark.parametrize("client", ["abcdefg", "A-_9" * 8 + "x", "abcdefgh\n", "abcd efgh", 8])
    def test_anything_else_is_no_client(self, client):
        assert refusal(read_submit, {"client": client, "last": 1}) == "client_invalid"

    def test_the_highest_number_of_a_hand_in(self):
        assert read_submit({"client": CLIENT, "last": 1_000_000}).last == 1_000_000
        assert refusal(read_submit, {"client": CLIENT, "last": 1_000_001}) == "last_invalid"


class TestClaims:
    def test_a_page_speaks_for_itself_or_for_the_one_it_names(self):
        assert batch_of().claim == Claim(CLIENT, opened=False, was=(), takeover=False)
        claim = batch_of(by="page-two", was=["page-old", "page-one"], takeover=True).claim
        assert claim == Claim("page-two", was=("page-old", "page-one"), takeover=True)

    @pytest.mark.parametrize("yes", [1, "true", None])
    def test_only_true_is_yes(self, yes):
        assert batch_of(opened=yes, takeover=yes).claim == Claim(CLIENT, was=())

    @pytest.mark.parametrize("was", ["page-old", {"page-old": 1}, None, ["page-old"] * 51])
    def test_a_list_of_earlier_loads_that_is_none(self, was):
        assert refusal(lambda data: read_batch(data, 2), {"client": CLIENT, "was": was}) == (
            "was_invalid"
        )

    def test_fifty_earlier_loads_are_remembered(self):
        assert len(batch_of(was=["page-old"] * 50).claim.was) == 50

    @pytest.mark.parametrize("words", [{"was": ["short"]}, {"by": "short"}, {"by": None}])
    def test_a_page_that_is_none(self, words):
        assert refusal(lambda data: read_batch(data, 2), {"client": CLIENT, **words}) == (
            "client_invalid"
        )


class TestBeats:
    def test_a_bare_sign_of_life(self):
        beat = read_beat({"client": CLIENT})
        assert beat == Beat(client=CLIENT, unsent=0, visible=True, away=())

    def test_all_of_it(self):
        said = {"client": CLIENT, "unsent": 3, "visible": False, "away": [0, 20, 86_400]}
        assert read_beat(said) == Beat(CLIENT, 3, False, (0, 20, 86_400))

    def test_a_page_is_hidden_only_when_it_says_so(self):
        assert read_beat({"client": CLIENT, "visible": None}).visible
        assert not read_beat({"client": CLIENT, "visible": False}).visible

    @pytest.mark.parametrize("away", [{}, "20", None, [-1], [86_401], [1.5], ["3"], [True]])
    def test_a_time_away_that_is_none(self, away):
        assert refusal(read_beat, {"client": CLIENT, "away": away}) == "away_invalid"

    def test_a_page_left_a_hundred_times_is_told_whole(self):
        assert read_beat({"client": CLIENT, "away": [1] * 100}).away == (1,) * 100
        assert refusal(read_beat, {"client": CLIENT, "away": [1] * 101}) == "away_invalid"

    @pytest.mark.parametrize("unsent", [-1, 1_000_001, "1", None])
    def test_a_number_of_unsent_answers_that_is_none(self, unsent):
        assert refusal(read_beat, {"client": CLIENT, "unsent": unsent}) == "unsent_invalid"

    def test_most_that_can_wait(self):
        assert read_beat({"client": CLIENT, "unsent": 1_000_000}).unsent == 1_000_000

    @pytest.mark.parametrize(("data", "code"), [(None, "not_an_object"), ({}, "client_invalid")])
    def test_who_is_nobody(self, data, code):
        assert refusal(read_beat, data) == code
        assert refusal(read_submit, data) == code


def test_moments_are_counted_as_a_browser_counts_them():
    assert milliseconds(datetime(2026, 11, 23, 1, 0, 0, 1_600, tzinfo=UTC)) == 1_795_395_600_002


def test_a_row_of_an_answer_file_names_its_client_itself():
    row = {"client": CLIENT, "seq": 3, "item": 2, "answer": ["A"]}
    assert read_row(row, 2) == Event(CLIENT, 3, 2, ANSWER, ("A",))
    with pytest.raises(BadBatch, match="client_invalid"):
        read_row({"seq": 3, "item": 2, "answer": ["A"]}, 2)
    with pytest.raises(BadBatch, match="not_an_object"):
        read_row([], 2)
