from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from exams.flows.sittings import SittingOver, register_audience
from exams.models.sitting import Registration
from tests.factories.exams import make_attempt, make_bank, make_paper, make_sitting
from tests.factories.staff import make_member


def test_the_audience_is_registered_once_and_joiners_later(world, at):
    sitting = make_sitting(make_paper(make_bank(world.city)), at, audience=world.eshan)
    assert register_audience(sitting=sitting, user=None, at=at) == 3
    assert register_audience(sitting=sitting, user=None, at=at) == 0
    make_member(world.xiaojie)
    assert register_audience(sitting=sitting, user=None, at=at) == 1
    names = set(Registration.objects.values_list("member__name", flat=True))
    assert world.members["stranger"].name not in names


def test_leavers_are_not_registered(world, at):
    leaver = world.members["staff"]
    leaver.status, leaver.left_on = "left", at.date()
    leaver.save()
    sitting = make_sitting(make_paper(make_bank(world.city)), at, audience=world.shuangjiang)
    assert register_audience(sitting=sitting, user=None, at=at) == 1


def test_the_paper_is_fixed_once_somebody_has_begun(world, at):
    bank = make_bank(world.city)
    sitting = make_sitting(make_paper(bank), at)
    sitting.paper = make_paper(bank)
    sitting.full_clean()
    sitting.save()
    make_attempt(sitting, world.members["staff"], at)
    sitting.full_clean()
    sitting.paper = make_paper(bank)
    with pytest.raises(ValidationError):
        sitting.full_clean()


def test_a_closed_sitting_takes_nobody(world, at):
    sitting = make_sitting(make_paper(make_bank(world.city)), at)
    with pytest.raises(SittingOver):
        register_audience(sitting=sitting, user=None, at=at + timedelta(days=1))
