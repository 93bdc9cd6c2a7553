from datetime import timedelta
from functools import partial

import pytest

from evidence.engine.events import RevocationCategory
from evidence.flows.files import make_file
from evidence.models.stored import FileWait
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file
from pledges.rounds.flows.ending import decline_envelope, exempt_envelope, revoke_envelope
from pledges.rounds.flows.rounds import close_round
from pledges.rounds.flows.takeback import (
    WINDOW,
    NotSigned,
    NotYours,
    TooLate,
    last_moment,
    take_back,
)
from pledges.rounds.models.envelope import Envelope, SignatureMark
from staff.models.standing import Credential
from tests.factories.rounds import envelope_of, make_round, sign
from tests.locks import HalfWay
from tests.rows import said


@pytest.fixture
def opened(world, at):
    return make_round(world, at)


@pytest.fixture
def signed(world, opened, at):
    return sign(envelope_of(opened, world.members["staff"]), at)


def take(envelope, world, at, by="staff"):
    return take_back(envelope=envelope, by=world.users[by], method="password", at=at)


def test_taking_back_ends_the_credential_and_asks_again(world, signed, at):
    taken = take(signed, world, at + WINDOW)
    assert (taken.status, taken.ended_by) == ("revoked", world.users["staff"])
    assert [entry.kind for entry in chain_of(taken.subject).all()][-1] == "taken_back"
    kinds = list(Credential.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["pledge", "revocation"]
    fresh = Envelope.objects.get(replaces=signed)
    assert (fresh.status, fresh.round) == ("open", signed.round)
    assert fresh.code != signed.code


def test_a_second_press_changes_nothing(world, signed, at):
    take(signed, world, at)
    take(signed, world, at + timedelta(hours=1))
    assert Envelope.objects.filter(replaces=signed).count() == 1


def test_after_ten_minutes_it_is_too_late(world, signed, at):
    with pytest.raises(TooLate):
        take(signed, world, at + WINDOW + timedelta(seconds=1))
    signed.refresh_from_db()
    assert signed.is_signed


@pytest.mark.parametrize("by", ["hr_city", "coordinator", "admin"])
def test_nobody_else_takes_a_signature_back(world, signed, at, by):
    with pytest.raises(NotYours):
        take(signed, world, at, by)


def test_there_must_be_a_signature(world, opened, at):
    with pytest.raises(NotSigned):
        take(envelope_of(opened, world.members["staff"]), world, at)


def test_the_pdf_made_already_stays(world, signed, at, plain_seal):
    sealed = plain_seal(signed, at)
    sha256 = sealed_file(sealed.subject).sha256
    take(sealed, world, at)
    sealed.refresh_from_db()
    assert (sealed.status, sealed_file(sealed.subject).sha256) == ("revoked", sha256)


def test_what_was_taken_back_is_not_sealed(world, signed, at):
    take(signed, world, at)
    assert make_file(subject=signed.subject, kind="signed", at=at) is None


def test_signing_again_and_taking_back_again_gives_each_its_number(world, signed, at):
    take(signed, world, at)
    second = sign(Envelope.objects.get(replaces=signed), at + timedelta(minutes=1))
    take(second, world, at + timedelta(minutes=2))
    third = Envelope.objects.get(replaces=second)
    assert [signed.number, second.number, third.number] == [
        signed.number,
        signed.number.replace("号", "之1号"),
        signed.number.replace("号", "之2号"),
    ]
    assert SignatureMark.objects.count() == 2


def test_in_a_closed_round_nobody_is_asked_again(world, opened, signed, at):
    close_round(round_=opened, reason="结束", by=world.users["hr_city"], at=at)
    take(signed, world, at)
    assert not Envelope.objects.filter(replaces=signed).exists()


def test_row_chain_and_fact_say_who_when_and_why(world, opened, signed, at):
    kept = sign(envelope_of(opened, world.members["neighbour"]), at)
    later, user = at + timedelta(minutes=3), world.users["staff"]
    take(signed, world, later)
    signed.refresh_from_db()
    assert (signed.status, signed.ended_at, signed.ended_by) == ("revoked", later, user)
    assert signed.ended_reason == "签署人在十分钟内撤回"
    entry = chain_of(signed.subject).order_by("seq").last()
    assert (entry.kind, entry.at, said(entry)) == ("taken_back", later, {"method": "password"})
    ended = Credential.objects.get(kind="revocation")
    assert (ended.member, ended.earned_at) == (signed.member, later)
    kept.refresh_from_db()
    assert kept.is_signed


def test_a_second_press_returns_what_was_taken_back_and_writes_nothing(world, signed, at):
    take(signed, world, at)
    before = chain_of(signed.subject).count(), Credential.objects.count()
    again = take(signed, world, at + timedelta(minutes=1))
    assert (again, again.ended_at) == (signed, at)
    assert (chain_of(signed.subject).count(), Credential.objects.count()) == before


def test_what_hr_revoked_was_not_taken_back(world, signed, at):
    revoke_envelope(
        envelope=signed,
        category=RevocationCategory.OTHER,
        reason="另有原因",
        by=world.users["hr_city"],
        at=at,
    )
    with pytest.raises(NotSigned):
        take(signed, world, at)


@pytest.mark.parametrize(
    ("flow", "by"),
    [(partial(decline_envelope, method="password"), "staff"), (exempt_envelope, "hr_city")],
)
def test_what_was_ended_otherwise_was_not_taken_back(world, opened, at, flow, by):
    envelope = envelope_of(opened, world.members["staff"])
    flow(envelope=envelope, reason="退休", by=world.users[by], at=at)
    with pytest.raises(NotSigned):
        take(envelope, world, at)


def test_the_last_moment_is_ten_minutes_after_the_signature(world, opened, signed, at):
    assert timedelta(minutes=10) == WINDOW
    assert last_moment(signed) == at + timedelta(minutes=10)
    with pytest.raises(NotSigned):
        last_moment(envelope_of(opened, world.members["neighbour"]))


def test_no_file_is_waited_for_any_more_unless_it_is_there(world, signed, at):
    assert FileWait.objects.filter(subject=signed.subject).exists()
    take(signed, world, at)
    assert not FileWait.objects.filter(subject=signed.subject).exists()


def test_the_fresh_envelope_is_of_the_same_person_with_a_code_of_its_own(world, signed, at):
    take_back(
        envelope=signed,
        by=world.users["staff"],
        method="password",
        at=at,
        entropy=lambda size: bytes(size),
    )
    fresh = Envelope.objects.get(replaces=signed)
    assert fresh.code == "0000-0000-0000-0000"
    assert (fresh.member, fresh.member_name) == (signed.member, "王㛃")
    assert (fresh.organisation_name, fresh.post_name) == (
        signed.organisation_name,
        signed.post_name,
    )
    (entry,) = chain_of(fresh.subject)
    assert (entry.kind, entry.at) == ("opened", at)
    assert said(entry) == {"round": signed.round_id, "replaces": signed.code}


def test_numbers_of_somebody_else_or_of_another_round_are_not_counted(world, opened, signed, at):
    take(sign(envelope_of(opened, world.members["neighbour"]), at), world, at, by="neighbour")
    take(signed, world, at)
    fresh = Envelope.objects.get(replaces=signed)
    assert fresh.number == signed.number.replace("号", "之1号")


def test_the_envelope_alone_is_held(world, signed, at, holds):
    take(signed, world, at)
    assert holds[0] == "rounds.Envelope"


@pytest.mark.parametrize("last", ["record", "revoke_credential", "ask_again"])
def test_a_failure_half_way_takes_nothing_back(world, signed, at, fails, last):
    fails(f"pledges.rounds.flows.takeback.{last}")
    with pytest.raises(HalfWay):
        take(signed, world, at)
    signed.refresh_from_db()
    assert (signed.status, signed.ended_at) == ("signed", None)
    assert not Credential.objects.filter(kind="revocation").exists()
    assert FileWait.objects.filter(subject=signed.subject).exists()
