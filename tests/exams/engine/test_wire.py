import pytest

from exams.engine.lease import Claim
from exams.engine.log import ANSWER, FLAG, Event
from exams.engine.wire import BadBatch, read_batch, read_submit

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
