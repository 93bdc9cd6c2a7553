"""Who is asked: kinds of staff, and people who left and came back."""

from datetime import date, timedelta

import pytest

from pledges.rounds.flows.audience import sync_round
from pledges.rounds.flows.rounds import NobodyToAsk
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.audience import members_to_ask
from staff.models.member import Appointment, Member
from tests.factories.rounds import envelope_of, make_round, make_version, sign


def asked(version, world) -> list[str]:
    return [member.name for member in members_to_ask(version, world.city, 2026)]


def comes_back(member, left: date, back: date) -> None:
    """Left after `left`, in the same post again from `back` on."""
    Appointment.objects.filter(member=member, ends_on__isnull=True).delete()
    place = {"member": member, "organisation": member.organisation, "post": member.post}
    Appointment.objects.create(**place, starts_on=date(2020, 1, 1), ends_on=left)
    Appointment.objects.create(**place, starts_on=back)


def test_only_the_kinds_of_staff_that_the_template_names(world, at):
    version = make_version(world.users["hr_city"], at)
    version.template.categories = ["coordinator"]
    version.template.save()
    Member.objects.filter(pk=world.members["coordinator"].pk).update(category="coordinator")
    Member.objects.exclude(pk=world.members["coordinator"].pk).update(category="caseworker")
    assert asked(version, world) == ["李𬭎"]
    opened = make_round(world, at, version=version)
    Member.objects.update(category="caseworker")
    sync_round(round_id=opened.pk, at=at)
    assert envelope_of(opened, world.members["coordinator"]).status == "expired"


@pytest.mark.parametrize(("trigger", "again"), [(True, ["王㛃"]), (False, [])])
def test_who_left_after_signing_and_came_back_is_asked_again(world, at, trigger, again):
    opened = make_round(world, at)
    template = opened.version.template
    template.again_on_return = trigger
    template.save()
    staff = world.members["staff"]
    sign(envelope_of(opened, staff), at)
    day = at.date()
    comes_back(staff, day + timedelta(days=3), day + timedelta(days=20))
    opened.version.refresh_from_db()
    assert asked(opened.version, world) == again
    later = at + timedelta(days=21)
    changes = sync_round(round_id=opened.pk, at=later)
    assert len(changes.sign_again) == len(again)
    assert not sync_round(round_id=opened.pk, at=later).any
    waiting = Envelope.objects.unsigned().filter(member=staff)
    assert waiting.count() == len(again)
    assert asked(opened.version, world) == []


def test_a_mere_transfer_is_no_return(world, at):
    opened = make_round(world, at)
    staff = world.members["staff"]
    sign(envelope_of(opened, staff), at)
    day = at.date()
    comes_back(staff, day + timedelta(days=3), day + timedelta(days=4))
    with pytest.raises(NobodyToAsk):
        make_round(world, at + timedelta(days=9), version=opened.version)
