"""What each signature under an agreement leaves: its row, its entry, and with the last one all."""

from datetime import date, timedelta

import pytest

from cms.lib.errors import MovedOn
from evidence.engine.strokes import svg_path
from evidence.models.stored import FileWait
from evidence.queries.chains import chain_of
from pledges.custody.engine.agreement import Party
from pledges.custody.flows.agreements import void_agreement
from pledges.custody.flows.signing import Ceremony, IdentityUnseen, NotYourTurn, WitnessesMissing
from pledges.custody.models.signing import CustodyLink, CustodySignature
from pledges.custody.queries.facts import signature_data
from tests.factories.custody import hand_of, make_signing, sign_as
from tests.factories.rounds import SIGNATURE
from tests.locks import HalfWay
from tests.rows import said


@pytest.fixture
def agreement(world, at):
    return make_signing(world, at)


def others_sign(world, agreement, at):
    for party in ("custodian", "person", "supervisor"):
        agreement = sign_as(world, agreement, party, at)
    return agreement


def link_for(agreement, world, at, **values) -> CustodyLink:
    return CustodyLink.objects.create(
        agreement=agreement,
        party="person",
        token_hash=f"{CustodyLink.objects.count()}",
        created_at=at,
        created_by=world.users["hr_township"],
        expires_at=at + timedelta(days=1),
        **values,
    )


def test_nothing_was_seen_or_witnessed_unless_it_is_said():
    assert Ceremony(SIGNATURE, "d") == Ceremony(
        drawn=SIGNATURE, digest="d", method="device", id_seen=False, is_mark=False, witnesses=[]
    )


def test_a_signature_says_who_how_before_whom_and_when(world, agreement, at):
    sign_as(
        world,
        agreement,
        "person",
        at,
        is_mark=True,
        witnesses=[" 张三 ", "  ", "赵四"],
        method="link",
        id_seen=False,
    )
    row, hand = CustodySignature.objects.get(), hand_of("person")
    assert (row.agreement, row.party, row.name) == (agreement, "person", "李家顺")
    assert (row.method, row.id_seen, row.is_mark) == ("link", False, True)
    assert (row.witnesses, row.host, row.at) == (["张三", "赵四"], world.users["hr_township"], at)
    assert (row.strokes, row.path) == (hand.as_data(), svg_path(hand))
    entry = chain_of(agreement.subject).last()
    assert (entry.kind, entry.at) == ("signed", at)
    assert said(entry) == signature_data(agreement, row)


def test_the_document_that_was_seen_is_said_and_a_repeat_returns_the_agreement(
    world, agreement, at
):
    for _ in range(2):
        assert sign_as(world, agreement, "custodian", at) == agreement
    row = CustodySignature.objects.get()
    assert (row.id_seen, row.is_mark, row.witnesses) == (True, False, [])


class TestRefusals:
    def test_who_is_no_party_or_signed_too_early(self, world, agreement, at):
        with pytest.raises(MovedOn):
            sign_as(world, agreement, "guardian", at)
        with pytest.raises(NotYourTurn):
            sign_as(world, agreement, "township", at)

    def test_not_before_the_text_is_fixed_and_not_after_it_was_given_up(self, world, agreement, at):
        void_agreement(agreement=agreement, reason="不办了", by=world.users["hr_township"], at=at)
        with pytest.raises(MovedOn):
            sign_as(world, agreement, "person", at)

    def test_a_document_is_looked_at_at_the_table_alone(self, world, agreement, at):
        sign_as(world, agreement, "person", at, id_seen=False, method="link")
        with pytest.raises(IdentityUnseen):
            sign_as(world, agreement, "custodian", at, id_seen=False)

    def test_the_township_shows_nobody_a_document(self, world, agreement, at):
        others_sign(world, agreement, at)
        signed = sign_as(world, agreement, "township", at, id_seen=False)
        assert signed.status == "active"

    @pytest.mark.parametrize(
        "witnesses",
        [[], ["张三"], ["张三", " "], ["张三", " 张三 "], ["张三", "普红梅"], ["张三", " 李家顺 "]],
    )
    def test_a_mark_needs_two_different_people_who_are_not_parties(
        self, world, agreement, at, witnesses
    ):
        with pytest.raises(WitnessesMissing):
            sign_as(world, agreement, "person", at, is_mark=True, witnesses=witnesses)
        assert not CustodySignature.objects.exists()

    def test_a_name_needs_no_witness(self, world, agreement, at):
        sign_as(world, agreement, "person", at)
        assert CustodySignature.objects.get().witnesses == []


class TestTheLastSignature:
    def test_it_puts_the_agreement_in_force(self, world, agreement, at):
        others_sign(world, agreement, at)
        later = at + timedelta(days=3)
        agreement.refresh_from_db()
        assert agreement.status == "signing"
        sign_as(world, agreement, "township", later)
        agreement.refresh_from_db()
        assert (agreement.status, agreement.activated_at) == ("active", later)
        assert agreement.next_check_on == date(2027, 5, 26)
        entry = chain_of(agreement.subject).last()
        assert (entry.kind, entry.at) == ("in_force", later)
        assert said(entry) == {"text": agreement.digest}
        assert FileWait.objects.filter(subject=agreement.subject, kind="signed").exists()

    def test_checks_are_reckoned_from_the_day_it_begins_when_that_comes_later(self, world, at):
        agreement = make_signing(world, at, starts_on=date(2026, 12, 1))
        others_sign(world, agreement, at)
        assert sign_as(world, agreement, "township", at).next_check_on == date(2027, 6, 1)

    def test_open_links_end_and_used_ones_stay(self, world, agreement, at):
        before = at - timedelta(days=1)
        used = link_for(agreement, world, at, used_at=before)
        cancelled = link_for(agreement, world, at, cancelled_at=before)
        waiting = link_for(agreement, world, at)
        elsewhere = link_for(make_signing(world, at, place=world.xiaojie), world, at)
        others_sign(world, agreement, at)
        sign_as(world, agreement, "township", at)
        ends = dict(CustodyLink.objects.values_list("pk", "cancelled_at"))
        assert ends == {
            used.pk: None,
            cancelled.pk: before,
            waiting.pk: at,
            elsewhere.pk: None,
        }

    @pytest.mark.parametrize("last", ["record", "expect_file"])
    def test_a_failure_half_way_leaves_it_unsigned(self, world, agreement, at, fails, last):
        others_sign(world, agreement, at)
        fails(f"pledges.custody.flows.signing.{last}")
        with pytest.raises(HalfWay):
            sign_as(world, agreement, "township", at)
        agreement.refresh_from_db()
        assert agreement.status == "signing"
        assert not agreement.signatures.filter(party=Party.TOWNSHIP).exists()


def test_the_agreement_is_held(world, agreement, at, holds):
    sign_as(world, agreement, "person", at)
    assert holds[0] == "custody.CustodyAgreement"
