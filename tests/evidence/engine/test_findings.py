"""What was found travels from the process that read the file: there and back it is the same."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from evidence.engine import findings
from evidence.engine.findings import (
    Certificate,
    Flaw,
    Inspection,
    Proof,
    Stamp,
    as_data,
    from_data,
)

AT = datetime(2026, 11, 23, 1, 2, 3, 456, tzinfo=UTC)
DAYS = [AT + timedelta(days=number) for number in range(9)]
CERTIFICATE = Certificate(
    *("seal", "root", "17", "f" * 64, DAYS[0], DAYS[1], b"\x30\x00"),
    is_trusted=True,
    revoked_at=DAYS[2],
    revoked_why="key_compromise",
)
STAMP = Stamp("TSA", DAYS[3], embedded=True, is_trusted=True, is_independent=False, der=b"\x01")
RENEWED = Stamp("TSA 2", DAYS[4], embedded=False, is_trusted=False, is_independent=True, der=b"")
PROOF = Proof(
    (Flaw.STAMP_GAP,), "TSA", DAYS[3], 1, DAYS[4], DAYS[5], DAYS[6], False, is_independent=True
)
WHOLE = Inspection(
    size=7,
    sha256="a" * 64,
    flaws=(Flaw.PAGE_ADDED, Flaw.STAMP_BROKEN),
    signatures=2,
    revisions=3,
    covers_all=True,
    permission="fill_forms",
    claimed_at=DAYS[8],
    certificate=CERTIFICATE,
    stamps=(STAMP,),
    renewals=(RENEWED, replace(RENEWED, at=DAYS[5])),
    proof=PROOF,
    evidence=b'{"a": 1}\xff',
    evidence_sha256="b" * 64,
)
BARE = Inspection(0, "")


def there_and_back(found: Inspection) -> Inspection:
    return from_data(json.loads(json.dumps(as_data(found))))


@pytest.mark.parametrize(
    "found",
    [
        WHOLE,
        BARE,
        replace(WHOLE, certificate=replace(CERTIFICATE, revoked_at=None, revoked_why="")),
        replace(WHOLE, proof=replace(PROOF, flaws=(), renewed_at=None, lapsed=None)),
        replace(WHOLE, proof=replace(PROOF, began=None, until=None, is_run_out=True)),
        replace(WHOLE, evidence=b"", certificate=None, claimed_at=None, proof=None),
    ],
)
def test_what_was_found_comes_back_as_it_was(found):
    assert there_and_back(found) == found


def test_every_part_of_a_finding_is_filled_in_this_test():
    """So that a new one cannot be forgotten on the way."""
    for one in fields(Inspection):
        assert getattr(WHOLE, one.name) != getattr(BARE, one.name), one.name


@pytest.mark.parametrize("kind", [Flaw])
def test_words_come_back_as_what_they_were(kind):
    found = there_and_back(WHOLE)
    assert all(type(flaw) is kind for flaw in (*found.flaws, *found.proof.flaws))
    assert type(found.evidence) is bytes


@pytest.mark.parametrize("gone", ["certificate", "evidence", "claimed_at", "proof", "flaws"])
def test_half_a_finding_is_none(gone):
    data = as_data(WHOLE)
    del data[gone]
    with pytest.raises(KeyError):
        from_data(data)


@pytest.mark.parametrize("changes", [{"flaws": ["invented"]}, {"claimed_at": "yesterday"}])
def test_a_finding_of_something_else_is_refused(changes):
    with pytest.raises(ValueError, match=r"invented|yesterday"):
        from_data(as_data(WHOLE) | changes)


def test_what_stands_where_nothing_was_found():
    assert (
        Inspection(
            size=0,
            sha256="",
            flaws=(),
            signatures=0,
            revisions=0,
            covers_all=False,
            permission="",
            claimed_at=None,
            certificate=None,
            stamps=(),
            renewals=(),
            proof=None,
            evidence=None,
            evidence_sha256="",
        )
        == BARE
    )
    plain = Certificate("seal", "root", "1", "", AT, AT, b"")
    assert (plain.is_trusted, plain.revoked_at, plain.revoked_why) == (False, None, "")


def test_a_file_holds_while_nothing_is_wrong_and_the_first_flaw_is_told():
    assert BARE.holds is True
    assert BARE.flaw is None
    assert WHOLE.holds is False
    assert WHOLE.flaw == Flaw.PAGE_ADDED


@pytest.mark.parametrize(("signatures", "signed"), [(0, False), (1, True), (2, True)])
def test_one_signature_makes_a_signed_file(signatures, signed):
    assert replace(BARE, signatures=signatures).is_signed is signed


def test_any_of_several_flaws_is_had():
    assert WHOLE.has(Flaw.UNSIGNED, Flaw.STAMP_BROKEN)
    assert not WHOLE.has(Flaw.UNSIGNED, Flaw.STAMP_GAP)
    assert not WHOLE.has()


def test_the_earliest_timestamp_that_can_be_believed_counts():
    false = replace(STAMP, at=DAYS[0], is_trusted=False)
    first, later = replace(STAMP, at=DAYS[1]), replace(STAMP, at=DAYS[2])
    assert replace(BARE, stamps=(later, false, first)).stamp == first
    assert replace(BARE, stamps=(false,)).stamp is None
    assert BARE.stamp is None


@pytest.mark.parametrize(
    ("values", "stands"),
    [
        ({}, True),
        ({"flaws": (Flaw.STAMP_GAP,)}, False),
        ({"lapsed": AT}, False),
        ({"is_run_out": True}, False),
        ({"is_independent": False}, True),  # who says so is another question
    ],
)
def test_a_time_stands_while_nothing_speaks_against_it(values, stands):
    good = replace(PROOF, flaws=(), lapsed=None)
    assert replace(good, **values).stands is stands


def test_every_flaw_is_of_one_kind_and_told_in_its_order():
    kinds = (
        *findings.SEAL_FLAWS,
        *findings.LATER_FLAWS,
        *findings.CERTIFICATE_FLAWS,
        *findings.STAMP_FLAWS,
        *findings.RENEWAL_FLAWS,
    )
    assert sorted(kinds) == sorted(set(Flaw) - {Flaw.UNSIGNED})
