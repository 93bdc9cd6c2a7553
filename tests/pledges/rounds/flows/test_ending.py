import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cms.lib.errors import MovedOn, ReasonMissing
from evidence.engine.events import RevocationCategory
from evidence.queries.chains import broken_chains, chain_of
from pledges.rounds.flows.audience import sync_round
from pledges.rounds.flows.ending import (
    decline_envelope,
    exempt_envelope,
    lift_exemption,
    revoke_envelope,
)
from pledges.rounds.flows.templates import ChangeMissing, TextUnchanged, publish_version
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.envelopes import changes_since_last
from staff.models.organisation import Post
from tests.factories.rounds import envelope_of, make_draft, make_round, make_version, sign


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
    assert (entry.kind, entry.payload) == ("revoked", told)
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
