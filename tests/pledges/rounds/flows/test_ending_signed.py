"""How a signature ends: revoked by HR, replaced by a later one."""

from datetime import timedelta
from secrets import token_bytes

import pytest

from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.engine.events import RevocationCategory
from evidence.models.stored import FileWait
from pledges.rounds.flows import signing
from pledges.rounds.flows.ending import revoke_envelope, supersede_earlier
from pledges.rounds.flows.rounds import close_round
from pledges.rounds.flows.takeback import ask_again
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.models.template import PledgeTemplate
from staff.models.standing import Credential
from tests.factories.rounds import envelope_of, make_round, make_version, sign
from tests.locks import HalfWay
from tests.pledges.rounds.endings import last_entry, log_of, row


@pytest.fixture
def opened(world, at):
    return make_round(world, at)


@pytest.fixture
def envelope(world, opened):
    return envelope_of(opened, world.members["staff"])


@pytest.fixture
def hr(world):
    return world.users["hr_city"]


def revoke(envelope, hr, at, **values):
    values = {"category": RevocationCategory.MISTAKE, "reason": "身份有误", **values}
    return revoke_envelope(envelope=envelope, by=hr, at=at, **values)


class TestRevoking:
    def test_row_chain_fact_and_log(self, world, opened, envelope, hr, at):
        other = sign(envelope_of(opened, world.members["neighbour"]), at)
        signed = sign(envelope, at)
        later = at + timedelta(days=1)
        revoke(signed, hr, later, reason=" 身份有误 ")
        assert row(signed) == ("revoked", later, hr.pk, "身份有误", "mistake")
        told = {"by": hr.pk, "category": "mistake", "reason": "身份有误"}
        assert last_entry(signed) == ("revoked", later, told)
        ended = Credential.objects.get(kind="revocation")
        assert (ended.member, ended.earned_at) == (signed.member, later)
        assert log_of("rounds.revoke") == [(str(opened.pk), hr, {"number": signed.number})]
        assert row(other)[0] == "signed"

    def test_a_fresh_envelope_asks_again_and_only_one(self, world, opened, envelope, hr, at):
        signed = sign(envelope, at)
        waiting = ask_again(signed, at, token_bytes)
        revoke(signed, hr, at)
        assert list(Envelope.objects.filter(replaces=signed)) == [waiting]

    def test_in_a_closed_round_nobody_is_asked_again(self, opened, envelope, hr, at):
        signed = sign(envelope, at)
        close_round(round_=opened, reason="结束", by=hr, at=at)
        assert revoke(signed, hr, at).status == "revoked"
        assert not Envelope.objects.filter(replaces=signed).exists()

    def test_the_code_of_the_fresh_one_is_of_the_given_bytes(self, envelope, hr, at):
        revoke(sign(envelope, at), hr, at, entropy=lambda size: bytes(size))
        fresh = Envelope.objects.get(replaces=envelope)
        assert fresh.code == "0000-0000-0000-0000"

    def test_no_file_is_waited_for_any_more(self, envelope, hr, at):
        signed = sign(envelope, at)
        assert FileWait.objects.filter(subject=signed.subject).exists()
        revoke(signed, hr, at)
        assert not FileWait.objects.filter(subject=signed.subject).exists()

    def test_the_envelope_is_held(self, envelope, hr, at, holds):
        signed = sign(envelope, at)
        holds.clear()
        revoke(signed, hr, at)
        assert holds[0] == "rounds.Envelope"

    @pytest.mark.parametrize("last", ["record", "revoke_credential", "ask_again", "log"])
    def test_a_failure_half_way_revokes_nothing(self, envelope, hr, at, fails, last):
        signed = sign(envelope, at)
        fails(f"pledges.rounds.flows.ending.{last}")
        with pytest.raises(HalfWay):
            revoke(signed, hr, at)
        assert row(signed) == ("signed", None, None, "", "")
        assert not Credential.objects.filter(kind="revocation").exists()
        assert FileWait.objects.filter(subject=signed.subject).exists()


def asked_elsewhere(world, at, version, member, place=None) -> Envelope:
    """An envelope under these words in a round of another county, whoever was asked before."""
    code = make_code(token_bytes(RANDOM_BYTES))
    return Envelope.objects.create(
        round=make_round(world, at, organisation=place or world.xinping, version=version),
        member=member,
        code=code,
        number=f"另发{code}号",
        member_name=member.name,
        organisation_name=member.organisation.name,
        post_name=member.post.name,
    )


class TestReplacing:
    def test_every_older_signature_of_this_person_and_no_other(self, world, hr, at):
        first, second, third = (
            make_round(world, at, version=make_version(hr, at)) for _ in range(3)
        )
        mine, theirs = world.members["staff"], world.members["neighbour"]
        old, older = (sign(envelope_of(one, mine), at) for one in (second, first))
        kept = sign(envelope_of(first, theirs), at)
        new = sign(envelope_of(third, mine), at + timedelta(hours=1))
        for envelope in (old, older):
            assert row(envelope) == (
                "superseded",
                at + timedelta(hours=1),
                None,
                new.number,
                "",
            )
            assert last_entry(envelope) == (
                "superseded",
                at + timedelta(hours=1),
                {"by": new.code},
            )
        assert row(kept)[0] == "signed"
        assert row(new)[0] == "signed"

    def test_a_signature_under_the_same_words_stays(self, world, hr, at):
        staff = world.members["staff"]
        one = make_round(world, at, organisation=world.eshan, version=make_version(hr, at))
        other = asked_elsewhere(world, at, make_version(hr, at, change="editorial"), staff)
        kept = sign(envelope_of(one, staff), at)
        sign(other, at)
        assert row(kept)[0] == "signed"

    def test_a_newer_signature_is_not_replaced_by_one_under_older_words(self, world, hr, at):
        first, second = (make_round(world, at, version=make_version(hr, at)) for _ in range(2))
        newer = sign(envelope_of(second, world.members["staff"]), at)
        sign(envelope_of(first, world.members["staff"]), at)
        assert row(newer)[0] == "signed"

    def test_another_kind_of_pledge_is_left_alone(self, world, hr, at):
        other_kind = PledgeTemplate.objects.create(code="other", name="另一种承诺书")
        elsewhere = make_round(world, at, version=make_version(hr, at, template=other_kind))
        kept = sign(envelope_of(elsewhere, world.members["staff"]), at)
        for _ in range(2):
            sign(
                envelope_of(
                    make_round(world, at, version=make_version(hr, at)), world.members["staff"]
                ),
                at,
            )
        assert row(kept)[0] == "signed"

    @pytest.mark.parametrize("older_first", [True, False])
    def test_what_stays_does_not_hide_what_is_replaced(self, world, hr, at, older_first):
        """In whatever order the earlier ones come, each is judged by itself."""
        older, same = make_version(hr, at), make_version(hr, at)
        mine = make_version(hr, at, change="editorial")
        asked, staff = {}, world.members["staff"]
        for version in (older, same) if older_first else (same, older):
            asked[version] = asked_elsewhere(world, at, version, staff)
        new = asked_elsewhere(world, at, mine, staff, world.eshan)
        sign(asked[same], at)
        sign(asked[older], at)
        sign(new, at)
        states_now = [row(one)[0] for one in (asked[older], asked[same], new)]
        assert states_now == ["superseded", "signed", "signed"]

    def test_how_many_were_replaced_is_told(self, world, hr, at, monkeypatch):
        asked = [
            envelope_of(make_round(world, at, version=make_version(hr, at)), world.members["staff"])
            for _ in range(3)
        ]
        monkeypatch.setattr(signing, "supersede_earlier", lambda **_values: None)
        for envelope in asked:
            sign(envelope, at)
        assert supersede_earlier(envelope=asked[0], at=at) == 0
        assert supersede_earlier(envelope=asked[2], at=at) == 2

    def test_the_earlier_ones_are_held(self, world, hr, at, holds):
        staff = world.members["staff"]
        sign(envelope_of(make_round(world, at, version=make_version(hr, at)), staff), at)
        new = envelope_of(make_round(world, at, version=make_version(hr, at)), staff)
        holds.clear()
        assert supersede_earlier(envelope=new, at=at) == 1
        assert holds[0] == "rounds.Envelope"

    def test_a_failure_half_way_replaces_none(self, world, hr, at, fails):
        staff = world.members["staff"]
        old = sign(envelope_of(make_round(world, at, version=make_version(hr, at)), staff), at)
        new = envelope_of(make_round(world, at, version=make_version(hr, at)), staff)
        fails("pledges.rounds.flows.ending.record")
        with pytest.raises(HalfWay):
            supersede_earlier(envelope=new, at=at)
        assert row(old)[0] == "signed"
