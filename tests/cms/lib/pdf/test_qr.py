import segno
from hypothesis import given
from hypothesis import strategies as st

from cms.lib.pdf.qr import MASK, qr_bars

ADDRESS = "https://jiangtang.example/verify/7K3M-9QXA-22BC-0003/"
LETTERS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)


def modules(bars) -> list[list[int]]:
    rows = [[0] * bars.side for _ in range(bars.side)]
    for x, y, length in bars.bars:
        rows[y][x : x + length] = [1] * length
    return rows


def encoded(address: str) -> list[list[int]]:
    code = segno.make(
        address.encode(), error="m", micro=False, mode="byte", mask=MASK, boost_error=False
    )
    return [list(row) for row in code.matrix]


@given(LETTERS)
def test_the_sum_of_changes_is_what_the_encoder_makes(address):
    assert modules(qr_bars(address)) == encoded(address)


def test_runs_are_whole():
    bars = qr_bars(ADDRESS).bars
    ends = {(x + length, y) for x, y, length in bars}
    assert not ends & {(x, y) for x, y, _length in bars}
