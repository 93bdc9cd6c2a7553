from collections import Counter

import pytest
from django.contrib.auth.hashers import make_password

from cms.lib.demo import PASSWORD, Demo
from staff.demo.names import Maker
from staff.demo.people import seed_people
from staff.engine.identity import parse_id_number, parse_mobile
from staff.models.member import Appointment, Member
from staff.models.organisation import Division, DivisionAlias, Organisation
from staff.models.roster import RosterChange


@pytest.fixture
def demo(db, at):
    made = Demo(at=at, say=lambda _line: None, password_hash=make_password(PASSWORD))
    seed_people(made)
    return made


def facts() -> list:
    fields = ("staff_number", "name", "organisation__code", "post__name", "started_on", "village")
    return [
        *Member.objects.values_list(*fields),
        *(member.id_number for member in Member.objects.all()),
    ]


def test_the_world_has_its_shape(demo, at):
    assert Counter(Organisation.objects.values_list("kind", flat=True)) == {
        "city": 1,
        "county": 9,
        "township": 76,
    }
    numbers = list(Member.objects.values_list("staff_number", flat=True))
    assert numbers == [f"YX{number:05d}" for number in range(1, 1086)]
    assert Appointment.objects.filter(ends_on__isnull=True).count() == 1085
    assert RosterChange.objects.filter(kind="joined").count() == 1085
    assert DivisionAlias.objects.filter(division="530403", text="530421").exists()
    assert Division.objects.count() == 86


def test_people_are_believable_and_their_numbers_valid(demo, at):
    members = list(Member.objects.select_related("organisation"))
    for member in members:
        identity = parse_id_number(member.id_number, today=at.date())
        assert identity.sex == member.sex
        assert 29 < (at.date() - identity.born).days / 365.25 < 63
        assert parse_mobile(member.mobile).startswith("1990877")
        assert member.started_on < at.date()
    assert len({member.id_number for member in members}) == 1085
    assert {"王㛃", "李𬭎", "多·吉", "赵䶮"} <= {member.name for member in members}


def test_the_demo_accounts_are_people_of_shuangjiang(demo):
    for username, name in (("staff", "王㛃"), ("coordinator", "李𬭎")):
        member = Member.objects.get(user__username=username)
        assert (member.name, member.organisation.code) == (name, "530426001")
        assert member.user.check_password(PASSWORD)
        assert not member.user.must_change_password


def test_a_second_run_changes_nothing(demo):
    before = facts()
    seed_people(demo)
    assert facts() == before


def test_the_same_moment_gives_the_same_people(demo, at):
    again = Maker(Demo(at=at, say=print).rng("people"), at.date())
    first = Member.objects.get(staff_number="YX00001")
    human = again.human("530400")
    assert (human.name, human.id_number, human.mobile) == (
        first.name,
        first.id_number,
        first.mobile,
    )
