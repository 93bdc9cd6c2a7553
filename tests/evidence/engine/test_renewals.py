from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from evidence.engine.findings import Flaw, Proof
from evidence.engine.renewals import (
    BESIDE,
    INSIDE,
    RENEWAL,
    Link,
    is_unbroken,
    prove,
    renewal_body,
)

YEAR = timedelta(days=365)
AT = datetime(2026, 11, 23, tzinfo=UTC)


def link(number: int, made: float, ends: float, place: str = RENEWAL, **values) -> Link:
    """A good link, made and ending so many years after AT."""
    good = {"is_whole": True, "fits": True, "is_trusted": True, "is_independent": True}
    times = {"at": AT + made * YEAR, "until": AT + ends * YEAR}
    return Link(number, place, authority=f"TSA {number}", **(good | times | values))


FIRST, SECOND, THIRD = link(1, 0, 3, INSIDE), link(2, 2.5, 7), link(3, 6.5, 12)


def after(years: float, *links: Link):
    return prove(links, AT + years * YEAR)


def test_what_a_renewal_speaks_of():
    body = renewal_body(b"\1" * 32, [b"one", memoryview(b"two")])
    assert body == b"\1" * 32 + sha256(b"one").digest() + sha256(b"two").digest()


@pytest.mark.parametrize(
    ("years", "links", "stands"),
    [
        (2, (FIRST,), True),
        (4, (FIRST,), False),
        (4, (FIRST, SECOND), True),
        (9, (FIRST, SECOND), False),
        (9, (FIRST, SECOND, THIRD), True),
        (13, (FIRST, SECOND, THIRD), False),
        (9, (FIRST, link(2, 3.1, 7), THIRD), False),
        (9, (FIRST, SECOND, link(3, 7.1, 12)), False),
        (2, (replace(FIRST, place=BESIDE),), True),
    ],
)
def test_the_time_stands_while_no_link_ran_out_before_the_next(years, links, stands):
    assert after(years, *links).stands is stands


def test_nothing_proves_nothing():
    assert prove((), AT) is None


@pytest.mark.parametrize(
    ("links", "flaws"),
    [
        ((FIRST, THIRD), (Flaw.STAMP_GAP,)),
        ((SECOND, THIRD), (Flaw.STAMP_GAP,)),
        ((replace(SECOND, number=1),), (Flaw.STAMP_GAP,)),
        ((FIRST, replace(THIRD, fits=False)), (Flaw.STAMP_GAP,)),
        ((FIRST, replace(SECOND, fits=False)), (Flaw.RENEWAL_OF_OTHER,)),
        ((FIRST, replace(SECOND, is_whole=False)), (Flaw.RENEWAL_BROKEN,)),
        ((FIRST, replace(SECOND, is_trusted=False)), (Flaw.RENEWAL_UNTRUSTED,)),
        ((FIRST, Link(2, RENEWAL)), (Flaw.RENEWAL_BROKEN,)),
        ((replace(FIRST, fits=False), SECOND), (Flaw.STAMP_BROKEN,)),
        ((Link(1, BESIDE),), (Flaw.STAMP_BROKEN,)),
        ((FIRST, SECOND, THIRD), ()),
    ],
)
def test_each_fault_has_its_name(links, flaws):
    proof = after(2, *links)
    assert proof.flaws == flaws
    assert proof.stands is not flaws or not flaws


def test_a_late_renewal_tells_since_when_nothing_is_proven():
    late = after(9, FIRST, link(2, 3.1, 10))
    assert (late.lapsed, late.is_run_out, late.flaws) == (FIRST.until, False, ())


def test_a_clock_of_ones_own_among_them_is_told():
    own = replace(SECOND, is_independent=False)
    assert not after(4, FIRST, own).is_independent
    assert after(4, FIRST, SECOND).is_independent


def test_everything_that_a_proof_tells():
    assert after(9, FIRST, SECOND, THIRD) == Proof(
        flaws=(),
        authority="TSA 1",
        began=FIRST.at,
        renewed=2,
        renewed_at=THIRD.at,
        until=THIRD.until,
        lapsed=None,
        is_run_out=False,
        is_independent=True,
    )
    alone = after(2, FIRST)
    assert (alone.renewed, alone.renewed_at, alone.until) == (0, None, FIRST.until)


def test_the_last_moment_of_a_certificate_is_still_proven():
    assert not after(3, FIRST).is_run_out
    assert prove((FIRST,), FIRST.until + timedelta(seconds=1)).is_run_out
    in_time = link(2, 3, 7)  # made at the very end of the one before
    assert after(4, FIRST, in_time).lapsed is None


def test_what_cannot_be_read_proves_no_time():
    broken = after(2, Link(1, INSIDE))
    assert (broken.until, broken.is_run_out, broken.began) == (None, True, None)
    half = after(2, replace(FIRST, until=None), SECOND)
    assert (half.until, half.lapsed) == (SECOND.until, None)


def test_of_several_gaps_in_time_the_first_is_told():
    late, later = link(2, 3.1, 4), link(3, 5, 9)
    assert after(6, FIRST, late, later).lapsed == FIRST.until


def test_one_fault_is_told_once():
    broken = replace(SECOND, is_whole=False)
    assert after(2, FIRST, broken, replace(broken, number=3)).flaws == (Flaw.RENEWAL_BROKEN,)


def test_what_nobody_judged_is_not_believed():
    assert Link(1, INSIDE) == Link(
        1,
        INSIDE,
        is_whole=False,
        fits=False,
        is_trusted=False,
        is_independent=False,
        authority="",
        at=None,
        until=None,
    )


@pytest.mark.parametrize(
    ("spans", "years", "whole"),
    [
        ((), 0, False),
        (((0, 3),), 3, True),
        (((0, 3),), 3.1, False),
        (((0, 3), (3, 7)), 7, True),
        (((0, 3), (3.1, 7)), 5, False),
        (((0, 3), (2, 7), (8, 9)), 8, False),
    ],
)
def test_tokens_reach_to_a_day_without_a_gap(spans, years, whole):
    times = [(AT + made * YEAR, AT + ends * YEAR) for made, ends in spans]
    assert is_unbroken(times, AT + years * YEAR) is whole
