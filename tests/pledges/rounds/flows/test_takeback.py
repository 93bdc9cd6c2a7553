from datetime import timedelta

import pytest

from evidence.flows.files import make_file
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file
from pledges.rounds.flows.rounds import close_round
from pledges.rounds.flows.takeback import WINDOW, NotSigned, NotYours, TooLate, take_back
from pledges.rounds.models.envelope import Envelope, SignatureMark
from staff.models.standing import Credential
from tests.factories.rounds import envelope_of, make_round, sign


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
