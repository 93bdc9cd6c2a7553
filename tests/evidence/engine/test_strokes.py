import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.engine.strokes import (
    MAX_BYTES,
    MAX_POINTS,
    MAX_STROKES,
    SCALE,
    BadStrokes,
    Signature,
    bounds,
    from_data,
    normalise,
    parse,
    svg_path,
    view_box,
)

LINE = [[x, 60] for x in range(20, 260, 5)]


def drawn(*strokes, width=300, height=180) -> str:
    return json.dumps({"width": width, "height": height, "strokes": strokes})


def reason_of(payload: str) -> str:
    with pytest.raises(BadStrokes) as caught:
        parse(payload)
    return caught.value.reason


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        (drawn(), "empty"),
        (drawn([]), "empty"),
        (drawn([[10, 10]]), "too_small"),
        (drawn([[10, 10], [11, 11], [12, 10]]), "too_small"),
        (drawn([[x, 60] for x in range(20, 60)]), "too_small"),
        (drawn([[100 + n % 8, 60 + n % 7] for n in range(400)]), "too_small"),
        (drawn(*[LINE] * (MAX_STROKES + 1)), "too_large"),
        (drawn([[1, 1]] * (MAX_POINTS + 1)), "too_large"),
        ("x" * (MAX_BYTES + 1), "too_large"),
        ("not json", "malformed"),
        ("[]", "malformed"),
        ("null", "malformed"),
        ('{"width": 300, "height": 180}', "malformed"),
        (drawn([["a", 1]]), "malformed"),
        (drawn([[1]]), "malformed"),
        (drawn([[float("nan"), 1], [5, 5]]), "malformed"),
        (drawn(LINE, width=0), "malformed"),
        (drawn(LINE, width=10**9), "malformed"),
        ("[" * 100_000, "malformed"),
    ],
)
def test_what_is_no_signature(payload, reason):
    assert reason_of(payload) == reason


def test_the_same_hand_on_two_phones_gives_the_same_shape():
    small = parse(drawn(LINE))
    large = parse(drawn([[2 * x, 120] for x, _ in LINE], width=600, height=360))
    assert small == large
    assert svg_path(small) == svg_path(large)


def test_points_off_the_canvas_are_brought_back():
    signature = parse(drawn([[-50, 60], [150, 60], [900, 400]]))
    assert signature.strokes == (((0, 200), (500, 200), (1000, 600)),)


def test_path_and_box_of_a_known_signature():
    signature = parse(drawn([[30, 60], [150, 30], [270, 60]], [[150, 90]]))
    assert svg_path(signature) == "M100 200Q500 100 700 150L900 200M500 300h1"
    assert view_box(signature) == (88, 88, 824, 224)


coordinates = st.floats(-50, 400, allow_nan=False)
strokes = st.lists(
    st.lists(st.tuples(coordinates, coordinates), max_size=40), min_size=1, max_size=12
)


@given(strokes)
def test_any_drawing_is_refused_or_stored_within_bounds_and_read_back(raw):
    try:
        signature = parse(drawn(*raw))
    except BadStrokes:
        return
    points = [point for stroke in signature.strokes for point in stroke]
    assert all(0 <= x <= SCALE and 0 <= y <= signature.height for x, y in points)
    assert from_data(json.loads(json.dumps(signature.as_data()))) == signature
    assert re.fullmatch(r"(M\d+ \d+(h1|(Q\d+ \d+ \d+ \d+)*L\d+ \d+))+", svg_path(signature))


@given(st.text(max_size=200))
def test_nothing_but_a_refusal_comes_out_of_garbage(payload):
    with pytest.raises(BadStrokes):
        parse(payload)


@pytest.mark.parametrize(
    "payload",
    [
        drawn(LINE, width=10**400),  # no number of a machine
        drawn([[10**400, 1]]),
        drawn(LINE, height=float("inf")),
    ],
)
def test_numbers_beyond_all_measure_are_no_drawing(payload):
    assert reason_of(payload) == "malformed"


@pytest.mark.parametrize(("side", "fits"), [(39, False), (40, True), (5000, True), (5001, False)])
def test_the_sides_of_a_believable_canvas(side, fits):
    wide = {"width": side, "height": side}
    line = [[x * side / 300, side / 2] for x in range(20, 260, 5)]
    if fits:
        assert parse(drawn(line, **wide)).height == SCALE
    else:
        assert reason_of(drawn(line, **wide)) == "malformed"


def test_as_many_strokes_points_and_bytes_as_the_limit_says():
    assert len(parse(drawn(*[LINE] * MAX_STROKES)).strokes) == MAX_STROKES
    points = [[20 + n % 240, 60] for n in range(MAX_POINTS)]
    assert parse(drawn(points)).points > 1
    padded = drawn(LINE).ljust(MAX_BYTES)
    assert parse(padded) == parse(drawn(LINE))
    assert reason_of(padded + " ") == "too_large"


def test_the_limits_are_those_that_the_page_knows():
    assert (MAX_BYTES, MAX_STROKES, MAX_POINTS, SCALE) == (200_000, 80, 6000, 1000)


def straight(length: int, start: int = 100) -> Signature:
    return normalise(1000, 1000, [[(start, 500), (start + length, 500)]])


def test_a_quarter_of_the_width_is_ink_enough():
    assert straight(250).points == 2
    with pytest.raises(BadStrokes, match="too_small"):
        straight(249)


@pytest.mark.parametrize(("extent", "fits"), [(99, False), (100, True)])
def test_ink_has_to_reach_somewhere(extent, fits):
    there_and_back = [(500, 100 + extent * (n % 2)) for n in range(5)]
    if fits:
        assert view_box(normalise(1000, 1000, [there_and_back])) == (488, 88, 24, extent + 24)
    else:
        with pytest.raises(BadStrokes, match="too_small"):
            normalise(1000, 1000, [there_and_back])


def test_nearer_points_than_four_are_the_same_point():
    near = normalise(1000, 1000, [[(0, 0), (3, 0), (4, 0), (300, 0), (303, 0)]])
    assert near.strokes == (((0, 0), (4, 0), (300, 0)),)


def test_empty_strokes_are_left_out_and_points_are_counted():
    signature = normalise(1000, 1000, [[], [(0, 0), (300, 0)], [(5, 5)]])
    assert (len(signature.strokes), signature.points) == (2, 3)
    assert signature.as_data() == {
        "width": 1000,
        "height": 1000,
        "strokes": [[[0, 0], [300, 0]], [[5, 5]]],
    }


def test_a_flat_canvas_is_at_least_one_high():
    flat = normalise(5000, 40, [[(0, 0), (5000, 40)]])
    assert flat.height == 8
    assert bounds(flat) == (0, 0, 1000, 8)


def test_a_refusal_says_its_reason():
    assert str(BadStrokes("empty")) == "empty"
