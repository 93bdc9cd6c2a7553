"""What is read is frozen, and frozen anew when the reader has moved."""

from datetime import timedelta

import pytest

from evidence.queries.chains import chain_of
from pledges.rounds.flows.rounds import close_round
from pledges.rounds.flows.signing import view_envelope
from pledges.rounds.models.envelope import Envelope
from staff.models.organisation import Post
from tests.factories.rounds import envelope_of, make_round, sign
from tests.locks import HalfWay
from tests.pledges.rounds.flows.test_signing import traces


@pytest.fixture
def opened(world, at):
    return make_round(world, at)


@pytest.fixture
def envelope(world, opened):
    return envelope_of(opened, world.members["staff"])


class TestReading:
    @pytest.mark.parametrize("how", ["signed", "closed"])
    def test_what_is_signed_or_closed_stays_as_it_is(self, world, opened, envelope, at, how):
        if how == "signed":
            sign(envelope, at)
        else:
            view_envelope(envelope=envelope, at=at)
            close_round(round_=opened, reason="结束", by=world.users["hr_city"], at=at)
        before = traces(envelope)
        member = world.members["staff"]
        member.organisation = world.xiaojie
        member.save()
        assert view_envelope(envelope=envelope, at=at).organisation_name == "双江街道"
        assert traces(envelope) == before

    def test_in_a_closed_round_a_waiting_envelope_is_not_read(self, world, opened, envelope, at):
        """Closing ends what waits; until it has come to this one, nothing is frozen."""
        close_round(round_=opened, reason="结束", by=world.users["hr_city"], at=at)
        Envelope.objects.filter(pk=envelope.pk).update(status="open", ended_at=None)
        assert view_envelope(envelope=envelope, at=at).status == "open"
        assert chain_of(envelope.subject).last().kind == "expired"

    def test_who_reads_again_after_a_move_has_a_new_text_and_a_new_entry(self, world, envelope, at):
        first = view_envelope(envelope=envelope, at=at)
        member = world.members["staff"]
        member.organisation, member.name = world.xiaojie, "王㛃㛃"
        member.post = Post.objects.create(code="other", name="别的岗位")
        member.save()
        later = at + timedelta(hours=1)
        second = view_envelope(envelope=envelope, at=later)
        assert (second.status, second.viewed_at) == ("viewed", later)
        assert second.digest != first.digest
        names = (second.member_name, second.organisation_name, second.post_name)
        assert names == ("王㛃㛃", "小街街道", "别的岗位")
        entries = chain_of(envelope.subject).order_by("seq")
        assert [(entry.kind, entry.at) for entry in entries][1:] == [
            ("viewed", at),
            ("viewed", later),
        ]
        assert entries.last().payload == {"text": second.digest}

    def test_reading_for_the_first_time_is_kept_in_the_row(self, envelope, at):
        view_envelope(envelope=envelope, at=at)
        envelope.refresh_from_db()
        assert (envelope.status, envelope.viewed_at) == ("viewed", at)
        assert set(envelope.text) == {"title", "preamble", "clauses", "closing"}

    def test_the_envelope_alone_is_held(self, envelope, at, holds):
        view_envelope(envelope=envelope, at=at)
        assert holds[0] == "rounds.Envelope"

    def test_a_failure_half_way_freezes_nothing(self, envelope, at, fails):
        fails("pledges.rounds.flows.signing.record")
        with pytest.raises(HalfWay):
            view_envelope(envelope=envelope, at=at)
        assert traces(envelope)[0] == "open"
