"""What the rows of a pledge say, held against its evidence, one pledge after the other."""

from datetime import timedelta

import pytest

from evidence.engine.checks import Standing
from evidence.engine.events import RevocationCategory
from evidence.models.chain import EvidenceEntry
from evidence.queries import subjects
from evidence.queries.chains import chain_of
from pledges.rounds.flows.ending import revoke_envelope
from pledges.rounds.flows.takeback import take_back
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.records import (
    account_of,
    pledge_faults,
    pledges_due,
    signed_envelope,
    standing_of,
    unsigned_with_evidence,
)
from tests.evidence.tamper import unguarded
from tests.factories.rounds import envelope_of, make_round, sign

NAMES = ("staff", "neighbour", "stranger", "coordinator")


@pytest.fixture
def opened(world, at):
    return make_round(world, at)


@pytest.fixture
def signed(world, opened, at) -> list[Envelope]:
    return [sign(envelope_of(opened, world.members[name]), at) for name in NAMES[:3]]


def write(envelope, **change) -> None:
    with unguarded("rounds_envelope"):
        assert Envelope.objects.filter(pk=envelope.pk).update(**change)


def account(envelope, at):
    fresh = signed_envelope(envelope.code)
    return account_of(fresh, list(chain_of(envelope.subject)), at)


def test_the_signed_ones_alone_are_found(world, opened, signed):
    assert signed_envelope(signed[0].code) == signed[0]
    assert signed_envelope(envelope_of(opened, world.members["coordinator"]).code) is None
    assert signed_envelope("0000-0000-0000-0000") is None


def test_an_account_says_when_and_whether_it_counts(signed, at):
    found = account(signed[0], at)
    assert (found.signed_at, found.contradictions) == (at, ())
    assert (found.standing, found.ended_at, found.category) == (Standing.COUNTS, None, "")


def test_a_pledge_counts_through_its_last_day(signed, opened, at):
    last = at.replace(year=2027, month=11, day=22, hour=23)
    assert opened.valid_until == last.date()
    assert standing_of(signed[0], last, False) == Standing.COUNTS
    assert standing_of(signed[0], last + timedelta(hours=2), False) == Standing.RUN_OUT


def test_revoked_and_taken_back_are_told_apart(world, signed, at):
    revoke_envelope(
        envelope=signed[0],
        category=RevocationCategory.MISTAKE,
        reason="填错",
        by=world.users["hr_city"],
        at=at,
    )
    found = account(signed[0], at)
    assert (found.standing, found.ended_at, found.category) == (Standing.REVOKED, at, "mistake")
    user = world.members["neighbour"].user
    take_back(envelope=signed[1], by=user, method="password", at=at)
    assert account(signed[1], at).standing == Standing.TAKEN_BACK
    assert list(pledge_faults()) == []


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_every_pledge_is_walked_in_its_order_however_many_are_read_at_once(
    signed, at, monkeypatch, chunk
):
    monkeypatch.setattr(subjects, "CHUNK", chunk)
    for envelope in (signed[2], signed[0]):
        write(envelope, signed_at=at - timedelta(days=1))
    faults = [(fault.code, fault.where) for fault in pledge_faults()]
    assert faults == [("time_changed", signed[0].subject), ("time_changed", signed[2].subject)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"digest": "0" * 64}, "text_changed"),
        ({"status": "superseded"}, "standing_changed"),
        ({"ended_at": "2026-11-23T00:00Z"}, "standing_changed"),
    ],
)
def test_each_contradiction_has_its_name(signed, at, change, code):
    write(signed[1], **change)
    assert account(signed[1], at).contradictions == (code,)


def test_a_signature_that_the_row_forgot_is_named(signed, at):
    write(signed[1], signed_at=None, status="viewed")
    assert list(unsigned_with_evidence()) == [signed[1].subject]
    assert [(fault.code, fault.where) for fault in pledge_faults()] == [
        ("signature_removed", signed[1].subject),
        ("standing_changed", signed[1].subject),
    ]


def test_a_signature_that_the_evidence_forgot_is_named(signed, at):
    with unguarded("evidence_evidenceentry"):
        EvidenceEntry.objects.filter(subject=signed[1].subject, kind="signed").delete()
    assert account(signed[1], at).contradictions == (
        "standing_changed",
        "signature_without_evidence",
    )


def test_what_counts_has_its_file_or_waits_for_it(world, opened, signed, at):
    user = world.members["neighbour"].user
    take_back(envelope=signed[1], by=user, method="password", at=at)
    assert list(pledges_due()) == [signed[0].subject, signed[2].subject]
