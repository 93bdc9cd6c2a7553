from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cms.lib.errors import MovedOn, ReasonMissing
from evidence.engine.events import RevocationCategory
from evidence.queries.chains import broken_chains, chain_of
from pledges.rounds.flows import ending
from pledges.rounds.flows.audience import sync_round
from pledges.rounds.flows.ending import (
    decline_envelope,
    exempt_envelope,
    exempt_many,
    lift_exemption,
    revoke_envelope,
)
from pledges.rounds.flows.rounds import close_round
from pledges.rounds.flows.templates import ChangeMissing, TextUnchanged, publish_version
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.envelopes import changes_since_last
from staff.models.organisation import Post
from tests.factories.rounds import envelope_of, make_draft, make_round, make_version, sign
from tests.locks import HalfWay
from tests.pledges.rounds.endings import last_entry, log_of, row


def kinds(envelope) -> list[str]:
    return [entry.kind for entry in chain_of(envelope.subject).order_by("seq")]


def states(round_, member) -> list[str]:
    rows = Envelope.objects.filter(round=round_, member=member).order_by("pk")
    return list(rows.values_list("status", flat=True))


def test_a_new_material_version_replaces_only_when_it_is_signed(world, at):
    staff, hr = world.members["staff"], world.users["hr_city"]
    first = make_round(world, at, version=make_version(hr, at))
    old = sign(envelope_of(first, staff), at)
    second = make_round(world, at, version=make_version(hr, at))
    new = envelope_of(second, staff)
    assert states(first, staff) == ["signed"]
    last, changes = changes_since_last(new)
    assert (last, [change.part for change in changes]) == (old, ["closing"])
    sign(new, at)
    assert (states(first, staff), states(second, staff)) == (["superseded"], ["signed"])
    assert kinds(old)[-1] == "superseded"
    assert list(broken_chains()) == []


def test_an_editorial_version_keeps_signatures_and_asks_nobody_again(world, at):
    hr = world.users["hr_city"]
    first = make_round(world, at, organisation=world.shuangjiang, version=make_version(hr, at))
    old = sign(envelope_of(first, world.members["staff"]), at)
    second = make_round(world, at, version=make_version(hr, at, change="editorial"))
    assert set(second.envelopes.values_list("member_name", flat=True)) == {"多·吉", "赵铁"}
    old.refresh_from_db()
    assert old.status == "signed"


def test_an_unchanged_text_is_not_published_and_a_change_must_be_named(world, at):
    hr = world.users["hr_city"]
    first = make_version(hr, at)
    same = make_draft(closing=first.closing + " ")
    same.closing = first.closing
    same.save()
    same.bases.set(first.bases.all())
    with pytest.raises(TextUnchanged):
        publish_version(version=same, by=hr, at=at, change="material")
    same.closing += "新增一句。"
    same.save()
    with pytest.raises(ChangeMissing):
        publish_version(version=same, by=hr, at=at)
    same.refresh_from_db()
    assert not same.is_published


def test_declining_exempting_and_lifting_keep_who_when_and_why(world, at):
    opened = make_round(world, at)
    hr, staff = world.users["hr_city"], world.members["staff"]
    declined = decline_envelope(
        envelope=envelope_of(opened, staff),
        reason="本人即将退休",
        by=staff.user,
        method="password",
        at=at,
    )
    assert (declined.status, declined.ended_by, declined.ended_at) == ("declined", staff.user, at)
    exempt = exempt_envelope(envelope=declined, reason="退休", by=hr, at=at)
    with pytest.raises(ReasonMissing):
        lift_exemption(envelope=exempt, reason=" ", by=hr, at=at)
    lifted = lift_exemption(envelope=exempt, reason="返聘", by=hr, at=at)
    assert (lifted.status, lifted.ended_reason, lifted.ended_by) == ("open", "", None)
    assert kinds(lifted) == ["opened", "declined", "exempted", "exemption_lifted"]
    sign(lifted, at)
    with pytest.raises(MovedOn):
        exempt_envelope(envelope=lifted, reason="…", by=hr, at=at)


@pytest.mark.parametrize(("status", "category"), [("signed", "other"), ("revoked", "because")])
def test_only_a_revocation_has_a_category_and_a_known_one(world, at, status, category):
    signed = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Envelope.objects.filter(pk=signed.pk).update(status=status, revoked_category=category)


def test_a_signature_stays_locked_beside_its_new_column(world, at):
    signed = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Envelope.objects.filter(pk=signed.pk).update(member_name="别人")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Envelope.objects.filter(pk=signed.pk)._raw_delete("default")


def test_revoking_ends_the_credential_keeps_the_record_and_asks_again(world, at):
    opened = make_round(world, at)
    hr, staff = world.users["hr_city"], world.members["staff"]
    signed = sign(envelope_of(opened, staff), at)
    revoked = revoke_envelope(
        envelope=signed, category=RevocationCategory.MISTAKE, reason="身份有误", by=hr, at=at
    )
    revoked.refresh_from_db()
    assert (revoked.status, revoked.ended_reason) == ("revoked", "身份有误")
    assert revoked.revoked_category == "mistake"
    assert states(opened, staff) == ["revoked", "open"]
    entry = chain_of(revoked.subject).order_by("seq").last()
    told = {"by": hr.pk, "category": "mistake", "reason": "身份有误"}
    assert (entry.kind, {**entry.payload, "rows": None}) == ("revoked", told | {"rows": None})
    with pytest.raises(MovedOn):
        revoke_envelope(
            envelope=signed, category=RevocationCategory.MISTAKE, reason="再次", by=hr, at=at
        )
    assert not sync_round(round_id=opened.pk, at=at).any


def test_a_round_follows_the_roster_and_a_repeat_changes_nothing(world, at):
    opened = make_round(world, at, organisation=world.eshan)
    staff, gone, mover = (world.members[n] for n in ("staff", "coordinator", "neighbour"))
    sign(envelope_of(opened, staff), at)
    gone.status, gone.left_on = "left", at.date()
    gone.save()
    mover.organisation = world.shuangjiang
    mover.save()
    joiner = world.members["stranger"]
    joiner.organisation = world.xiaojie
    joiner.save()
    staff.post = Post.objects.create(code="another", name="另一岗位")
    staff.save()
    done = sync_round(round_id=opened.pk, at=at)
    assert [len(part) for part in (done.join, done.close, done.follow, done.sign_again)] == [1] * 4
    assert states(opened, gone) == ["expired"]
    assert states(opened, joiner) == ["open"]
    assert envelope_of(opened, mover).organisation_name == "双江街道"
    assert states(opened, staff) == ["signed", "open"]
    assert not sync_round(round_id=opened.pk, at=at).any
    sign(Envelope.objects.get(round=opened, member=staff, status="open"), at)
    assert states(opened, staff) == ["superseded", "signed"]
    gone.status, gone.left_on = "active", None
    gone.save()
    assert len(sync_round(round_id=opened.pk, at=at).join) == 1
    assert states(opened, gone) == ["expired", "open"]
    assert list(broken_chains()) == []


def test_the_posts_of_a_template_narrow_who_is_asked(world, at):
    version = make_version(world.users["hr_city"], at)
    post = Post.objects.create(code="only", name="专岗")
    version.template.posts.add(post)
    staff = world.members["staff"]
    staff.post = post
    staff.save()
    opened = make_round(world, at, version=version)
    assert [envelope.member for envelope in opened.envelopes.all()] == [staff]


@pytest.fixture
def opened(world, at):
    return make_round(world, at)


@pytest.fixture
def envelope(world, opened):
    return envelope_of(opened, world.members["staff"])


@pytest.fixture
def hr(world):
    return world.users["hr_city"]


ENDINGS = {
    "decline": (partial(decline_envelope, method="password"), "declined", "declined", None),
    "exempt": (exempt_envelope, "exempt", "exempted", "rounds.exempt"),
}


@pytest.mark.parametrize("how", ENDINGS)
class TestDecliningAndExempting:
    @pytest.fixture
    def by(self, envelope, hr, how):
        """Nobody declines for somebody else, and nobody exempts themselves."""
        return envelope.member.user if how == "decline" else hr

    def test_row_chain_and_log_say_who_when_and_why(self, opened, envelope, hr, by, at, how):
        flow, status, kind, action = ENDINGS[how]
        done = flow(envelope=envelope, reason=" 本人即将退休 ", by=by, at=at)
        assert row(envelope) == (status, at, by.pk, "本人即将退休", "")
        means = {"method": "password"} if how == "decline" else {}
        assert last_entry(done) == (kind, at, {"by": by.pk, "reason": "本人即将退休", **means})
        if action:
            assert log_of(action) == [(str(opened.pk), hr, {"number": envelope.number})]

    def test_not_in_a_closed_round(self, opened, envelope, hr, by, at, how):
        close_round(round_=opened, reason="结束", by=hr, at=at)
        before = row(envelope)
        with pytest.raises(MovedOn):
            ENDINGS[how][0](envelope=envelope, reason="晚了", by=by, at=at)
        assert row(envelope) == before

    def test_the_envelope_is_held(self, envelope, by, at, holds, how):
        ENDINGS[how][0](envelope=envelope, reason="退休", by=by, at=at)
        assert holds[0] == "rounds.Envelope"

    def test_a_failure_half_way_ends_nothing(self, envelope, by, at, fails, how):
        fails("pledges.rounds.flows.ending.record")
        with pytest.raises(HalfWay):
            ENDINGS[how][0](envelope=envelope, reason="退休", by=by, at=at)
        assert row(envelope)[0] == "open"


class TestExemptingMany:
    def exempt(self, opened, hr, at, envelopes, reason=" 借调 "):
        return exempt_many(round_=opened, envelopes=envelopes, reason=reason, by=hr, at=at)

    def test_who_signed_meanwhile_and_who_was_not_chosen_stay(self, world, opened, hr, at):
        signed = sign(envelope_of(opened, world.members["staff"]), at)
        chosen = [envelope_of(opened, world.members[name]) for name in ("neighbour", "stranger")]
        other = envelope_of(opened, world.members["coordinator"])
        assert self.exempt(opened, hr, at, [signed.pk, *(one.pk for one in chosen)]) == 2
        assert row(signed)[0] == "signed"
        assert row(other)[0] == "open"
        for envelope in chosen:
            assert row(envelope) == ("exempt", at, hr.pk, "借调", "")
            assert last_entry(envelope) == ("exempted", at, {"by": hr.pk, "reason": "借调"})
        assert log_of("rounds.exempt") == [(str(opened.pk), hr, {"people": 2})]

    def test_the_round_is_held_and_then_the_envelopes_by_number(
        self, world, opened, hr, at, holds, monkeypatch
    ):
        numbers = []
        end = ending._end
        monkeypatch.setattr(
            ending, "_end", lambda one, *rest: numbers.append(one.number) or end(one, *rest)
        )
        every = list(opened.envelopes.order_by("-number"))
        assert self.exempt(opened, hr, at, [one.pk for one in every]) == len(every)
        assert holds[:2] == ["rounds.SigningRound", "rounds.Envelope"]
        assert numbers == [one.number for one in reversed(every)]

    def test_not_in_a_closed_round_and_not_without_a_reason(self, opened, envelope, hr, at):
        with pytest.raises(ReasonMissing):
            self.exempt(opened, hr, at, [envelope.pk], reason=" ")
        close_round(round_=opened, reason="结束", by=hr, at=at)
        with pytest.raises(MovedOn):
            self.exempt(opened, hr, at, [envelope.pk])

    def test_a_failure_half_way_exempts_nobody(self, opened, envelope, hr, at, fails):
        fails("pledges.rounds.flows.ending.record_many")
        with pytest.raises(HalfWay):
            self.exempt(opened, hr, at, [envelope.pk])
        assert row(envelope)[0] == "open"

    def test_another_round_is_left_alone(self, world, opened, envelope, hr, at):
        other = envelope_of(make_round(world, at), envelope.member)
        assert self.exempt(opened, hr, at, [other.pk]) == 0
        assert row(other)[0] == "open"


class TestLifting:
    def exempted(self, envelope, hr, at):
        return exempt_envelope(envelope=envelope, reason="借调", by=hr, at=at)

    def test_nothing_of_the_exemption_stays_in_the_row(self, opened, envelope, hr, at):
        later = at + timedelta(hours=1)
        exempt = self.exempted(envelope, hr, at)
        lift_exemption(envelope=exempt, reason=" 返回 ", by=hr, at=later)
        assert row(envelope) == ("open", None, None, "", "")
        assert last_entry(envelope) == (
            "exemption_lifted",
            later,
            {"by": hr.pk, "reason": "返回"},
        )
        number = {"number": envelope.number}
        assert log_of("rounds.lift_exemption") == [(str(opened.pk), hr, number)]

    def test_not_in_a_closed_round(self, opened, envelope, hr, at):
        exempt = self.exempted(envelope, hr, at)
        close_round(round_=opened, reason="结束", by=hr, at=at)
        Envelope.objects.filter(pk=exempt.pk).update(status="exempt")
        with pytest.raises(MovedOn):
            lift_exemption(envelope=exempt, reason="返回", by=hr, at=at)
        assert row(envelope)[0] == "exempt"

    def test_what_is_open_cannot_be_opened(self, envelope, hr, at):
        with pytest.raises(MovedOn):
            lift_exemption(envelope=envelope, reason="返回", by=hr, at=at)

    def test_the_envelope_is_held(self, envelope, hr, at, holds):
        exempt = self.exempted(envelope, hr, at)
        holds.clear()
        lift_exemption(envelope=exempt, reason="返回", by=hr, at=at)
        assert holds[0] == "rounds.Envelope"

    def test_a_failure_half_way_lifts_nothing(self, envelope, hr, at, fails):
        exempt = self.exempted(envelope, hr, at)
        fails("pledges.rounds.flows.ending.log")
        with pytest.raises(HalfWay):
            lift_exemption(envelope=exempt, reason="返回", by=hr, at=at)
        assert row(envelope)[0] == "exempt"
        assert last_entry(envelope)[0] == "exempted"
