from datetime import date, timedelta

import pytest

from cms.lib.crypto import lookup_hash
from staff.models.member import Appointment, Member
from tests.factories.staff import make_member, make_post, make_user
from tests.rows import refused

TODAY = date(2026, 11, 23)
ID_NUMBER = "530426199001011234"


@pytest.fixture
def member(world):
    return world.members["staff"]


def test_a_staff_number_is_one_persons(world, member):
    with refused("staff_number"):
        make_member(world.xiaojie, "别人", staff_number=member.staff_number)


def test_an_account_is_one_persons(world, member):
    with refused("user_id"):
        make_member(world.xiaojie, "别人", user=member.user)


def test_an_id_number_stands_once_but_may_be_missing_often(world):
    hashed = lookup_hash("id_number", ID_NUMBER)
    make_member(world.xiaojie, "甲", id_number=ID_NUMBER, id_number_hash=hashed)
    with refused("member_id_once"):
        make_member(world.guishan, "乙", id_number=ID_NUMBER, id_number_hash=hashed)
    make_member(world.guishan, "丙")
    make_member(world.guishan, "丁")


@pytest.mark.parametrize(("status", "left_on"), [("left", None), ("active", TODAY)])
def test_who_left_has_a_day_and_who_stays_has_none(member, status, left_on):
    with refused("member_left_has_date"):
        Member.objects.filter(pk=member.pk).update(status=status, left_on=left_on)


def test_numbers_are_kept_encrypted_and_shown_masked(world):
    member = make_member(world.xiaojie, id_number=ID_NUMBER, mobile="13911112222")
    (stored,) = Member.objects.filter(pk=member.pk).extra(select={"raw": "id_number"}).values("raw")
    assert ID_NUMBER not in str(stored["raw"])
    member = Member.objects.get(pk=member.pk)
    assert (member.id_number, member.mobile) == (ID_NUMBER, "13911112222")
    assert "199001" not in member.masked_id_number
    assert member.masked_mobile == "139****2222"


@pytest.mark.parametrize(
    ("root", "names"),
    [
        ("city", {"王㛃", "李𬭎", "多·吉", "赵铁"}),
        ("eshan", {"王㛃", "李𬭎", "多·吉"}),
        ("shuangjiang", {"王㛃", "李𬭎"}),
    ],
)
def test_under_is_the_subtree(world, root, names):
    assert {row.name for row in Member.objects.under(getattr(world, root))} == names


def test_under_nothing_is_nobody_and_two_trees_are_both(world):
    assert not Member.objects.under().exists()
    both = Member.objects.under(world.xiaojie, world.guishan)
    assert {row.name for row in both} == {"多·吉", "赵铁"}


def test_active_leaves_out_who_left(member):
    assert member.is_active
    Member.objects.filter(pk=member.pk).update(status="left", left_on=TODAY)
    assert member not in Member.objects.active()


@pytest.mark.parametrize(
    "typed", [ID_NUMBER, f" {ID_NUMBER}", "13911112222", "１３９１１１１２２２２"]
)
def test_a_whole_number_finds_its_person(world, typed):
    member = make_member(
        world.xiaojie,
        mobile="13911112222",
        id_number=ID_NUMBER,
        id_number_hash=lookup_hash("id_number", ID_NUMBER),
    )
    assert list(Member.objects.with_identity(typed.strip())) == [member]


@pytest.mark.parametrize("typed", ["", "139", "530426", "1234"])
def test_part_of_a_number_finds_nobody(world, typed):
    assert not Member.objects.with_identity(typed).exists()


class TestAppointment:
    def appoint(self, member, **values):
        known = {"organisation": member.organisation, "post": make_post(), "starts_on": TODAY}
        return Appointment.objects.create(member=member, **{**known, **values})

    def test_one_is_open_at_a_time(self, member):
        with refused("appointment_one_open"):
            self.appoint(member)
        self.appoint(member, ends_on=TODAY)

    def test_it_does_not_end_before_it_starts(self, member):
        with refused("appointment_ends_after_start"):
            self.appoint(member, ends_on=TODAY - timedelta(days=1))

    def test_it_is_named_by_person_post_and_place(self, member):
        appointment = member.appointments.get()
        assert str(appointment) == "王㛃 · 社会救助经办 · 双江街道"


def test_people_are_listed_by_their_number(world):
    make_member(world.city, "首位", staff_number="A0", user=make_user("first"))
    assert Member.objects.first().name == "首位"
