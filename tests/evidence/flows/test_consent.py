import pytest
from django.db import Error, transaction

from evidence.engine import consent
from evidence.flows.consent import WordingChanged, agree
from evidence.models.chain import EvidenceEntry
from evidence.models.consent import ElectronicConsent
from evidence.queries.chains import chain_of
from evidence.queries.consents import consent_of
from pledges.rounds.flows.signing import AgreementMissing, sign_envelope, view_envelope
from tests.factories.rounds import SIGNATURE, consents, envelope_of, make_round, sign
from tests.locks import HalfWay
from tests.rows import said


def test_agreeing_twice_is_agreeing_once(world, at):
    first, second = (consents(world.members["staff"], at) for _ in range(2))
    assert first == second
    entry = EvidenceEntry.objects.get(kind="agreed")
    assert (entry.subject, entry.kind) == (f"consent:{first.pk}", "agreed")


def test_another_wording_is_not_agreed_to(world, at):
    with pytest.raises(WordingChanged):
        agree(member=world.members["staff"], digest="0" * 64, method="password", at=at)


def test_without_the_agreement_nothing_is_signed(world, at):
    read = view_envelope(envelope=envelope_of(make_round(world, at), world.members["staff"]), at=at)
    with pytest.raises(AgreementMissing):
        sign_envelope(
            envelope=read,
            digest=read.digest,
            drawn=SIGNATURE,
            ticks=[1, 2],
            method="password",
            at=at,
        )


def test_a_new_wording_is_asked_for_again(world, at, monkeypatch):
    member = world.members["staff"]
    consents(member, at)
    monkeypatch.setitem(consent.VERSIONS, 2, "新的约定")
    monkeypatch.setattr(consent.digest, "__defaults__", (2,))
    assert consent_of(member) is None
    consents(member, at)
    assert member.consents.count() == 2


def test_a_signature_names_the_agreement(world, at):
    envelope = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
    assert chain_of(envelope.subject).last().payload["agreement"] == consent.digest()


def test_the_database_keeps_the_agreement(world, at):
    made = consents(world.members["staff"], at)
    with pytest.raises(Error), transaction.atomic():
        ElectronicConsent.objects.filter(pk=made.pk).update(version=9)
    with pytest.raises(Error), transaction.atomic():
        made.delete()


def test_the_row_and_the_entry_say_who_to_what_and_how(world, at, holds):
    member = world.members["staff"]
    made = agree(member=member, digest=consent.digest(), method="passkey", at=at)
    assert holds == ["staff.Member"]
    made.refresh_from_db()
    assert (made.member, made.member_name, made.at) == (member, "王㛃", at)
    assert (made.version, made.digest, made.method) == (1, consent.digest(), "passkey")
    (entry,) = chain_of(f"consent:{made.pk}")
    assert entry.at == at
    assert said(entry) == {
        "text": consent.digest(),
        "version": 1,
        "method": "passkey",
        "member": member.pk,
    }


def test_the_agreement_of_one_is_not_that_of_another(world, at):
    one, other = (consents(world.members[name], at) for name in ("staff", "neighbour"))
    assert one != other
    assert ElectronicConsent.objects.count() == 2


def test_a_failure_half_way_agrees_to_nothing(world, at, fails):
    fails("evidence.flows.consent.record")
    with pytest.raises(HalfWay):
        consents(world.members["staff"], at)
    assert not ElectronicConsent.objects.exists()
