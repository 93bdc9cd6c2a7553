from datetime import date

from staff.adapters.roster import read_roster
from staff.models.member import Member
from staff.models.organisation import DivisionAlias
from staff.queries.roster import load_people, load_places, plan_roster
from tests.factories.roster import make_id, make_row, upload_of

TODAY = date(2026, 11, 23)


def read(upload):
    return read_roster(upload, places=load_places(), today=TODAY)


def test_places_know_aliases_of_their_division(world):
    DivisionAlias.objects.create(division=world.eshan.division, text="530499")
    places = load_places()
    assert places.find("530499", "双江", "") == world.shuangjiang.pk
    assert places.find("新平县", "", "") == world.xinping.pk


def test_people_of_a_plan_are_those_matched_and_those_in_the_places(world):
    number = world.members["stranger"].staff_number
    file = read(upload_of(make_row(1, staff_number=number, name="赵铁", id_number=None)))
    assert {person.name for person in load_people(file.entries)} == {"赵铁", "王㛃", "李𬭎"}


def test_a_number_that_is_an_account_off_the_roster(world):
    world.users["trainer"].username = "TRAINER"
    world.users["trainer"].save()
    file = read(upload_of(make_row(1, staff_number="trainer")))
    plan = plan_roster(file.entries, file.problems, may=lambda _key: True)
    assert [problem.code for problem in plan.problems] == ["number_taken"]


def test_the_number_of_queries_does_not_follow_the_rows(world, django_assert_num_queries):
    small = read(upload_of(make_row(1)))
    large = read(upload_of(*(make_row(serial) for serial in range(1, 300))))
    for file in (small, large):
        with django_assert_num_queries(2):
            plan_roster(file.entries, file.problems, may=lambda _key: True)


def test_reading_does_not_decrypt(world, monkeypatch):
    file = read(upload_of(make_row(1)))
    Member.objects.update(id_number="x")
    monkeypatch.setattr("cms.lib.fields.decrypt", None)
    assert len(load_people(file.entries)) == 2
    assert make_id(1) == file.entries[0].row.id_number
