from datetime import date, timedelta

import pytest
from wagtail.models import ModelLogEntry

from cms.lib.errors import ReasonMissing
from evidence.queries.chains import chain_of
from pledges.rounds.flows.rounds import (
    DueTooEarly,
    NobodyToAsk,
    RoundClosed,
    VersionNotPublished,
    close_round,
)
from pledges.rounds.models.envelope import Envelope, SigningRound
from staff.models.member import Member
from tests.factories.rounds import envelope_of, make_draft, make_round, sign


def names(round_) -> list[str]:
    return sorted(round_.envelopes.values_list("member_name", flat=True))


def test_a_round_asks_every_active_member_of_the_subtree_once(world, at):
    gone = world.members["neighbour"]
    gone.status, gone.left_on = Member.Status.LEFT, date(2026, 11, 1)
    gone.save()
    opened = make_round(world, at, organisation=world.eshan)
    assert names(opened) == ["李𬭎", "王㛃"]
    assert (opened.year, opened.valid_until) == (2026, date(2027, 11, 22))
    envelope = envelope_of(opened, world.members["staff"])
    assert (envelope.status, envelope.organisation_name) == ("open", "双江街道")
    assert envelope.number == f"承诺〔2026〕{opened.pk}-0001号"
    assert [entry.kind for entry in chain_of(envelope.subject).all()] == ["opened"]
    assert ModelLogEntry.objects.filter(action="rounds.open_round").count() == 1


def test_a_second_click_finds_nobody_left_and_changes_nothing(world, at):
    opened = make_round(world, at)
    with pytest.raises(NobodyToAsk):
        make_round(world, at, version=opened.version)
    assert SigningRound.objects.count() == 1


def test_a_wider_round_skips_those_already_asked(world, at):
    first = make_round(world, at, organisation=world.shuangjiang)
    second = make_round(world, at, version=first.version)
    assert names(second) == ["多·吉", "赵铁"]


def test_a_new_version_asks_everybody_again(world, at):
    make_round(world, at)
    assert len(names(make_round(world, at))) == 4


def test_what_cannot_be_opened(world, at):
    Member.objects.filter(organisation=world.guishan).update(status="left", left_on="2026-01-02")
    with pytest.raises(VersionNotPublished):
        make_round(world, at, version=make_draft())
    with pytest.raises(DueTooEarly):
        make_round(world, at, due_at=at)
    with pytest.raises(NobodyToAsk):
        make_round(world, at, organisation=world.guishan)
    assert Envelope.objects.count() == 0


def test_closing_ends_what_is_unsigned_and_keeps_what_is_signed(world, at):
    opened = make_round(world, at, organisation=world.shuangjiang)
    signed = sign(envelope_of(opened, world.members["staff"]), at)
    by, later = world.users["hr_city"], at + timedelta(days=1)
    closed = close_round(round_=opened, reason="年度工作结束", by=by, at=later)
    assert not closed.is_open
    left = envelope_of(opened, world.members["coordinator"])
    assert (left.status, envelope_of(opened, signed.member).status) == ("expired", "signed")
    assert [entry.kind for entry in chain_of(left.subject).all()] == ["opened", "expired"]
    with pytest.raises(RoundClosed):
        close_round(round_=opened, reason="再次", by=by, at=later)


def test_closing_needs_a_reason(world, at):
    opened = make_round(world, at)
    with pytest.raises(ReasonMissing):
        close_round(round_=opened, reason="  ", by=world.users["hr_city"], at=at)
    opened.refresh_from_db()
    assert opened.is_open


def test_who_missed_a_closed_round_can_be_asked_again(world, at):
    opened = make_round(world, at, organisation=world.shuangjiang)
    sign(envelope_of(opened, world.members["staff"]), at)
    close_round(round_=opened, reason="重新发起", by=world.users["hr_city"], at=at)
    again = make_round(world, at, organisation=world.shuangjiang, version=opened.version)
    assert names(again) == ["李𬭎"]
