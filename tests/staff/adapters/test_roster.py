import io
from datetime import date

import openpyxl
import pytest

from cms.lib.tables.uploads import Upload
from staff.adapters.roster import load_people, load_places, plan_roster, read_roster
from staff.models.member import Member
from staff.models.organisation import DivisionAlias
from tests.factories.roster import make_csv, make_id, make_row, make_xlsx, upload_of

TODAY = date(2026, 11, 23)


def read(upload: Upload):
    return read_roster(upload, today=TODAY)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "gb18030"])
def test_the_same_roster_as_workbook_and_as_csv(world, encoding):
    rows = [make_row(1, name="张　三"), make_row(2, township="小街街道", started_on="2024年5月")]
    book = read(upload_of(*rows))
    text = read(Upload("csv", make_csv(*rows, encoding=encoding), "名册.csv"))
    assert book.problems == text.problems == ()
    assert [entry.row.name for entry in book.entries] == ["张三", "新人2"]
    assert [entry.row.organisation for entry in text.entries] == [
        world.shuangjiang.pk,
        world.xiaojie.pk,
    ]
    assert {entry.row.started_on for entry in (*book.entries, *text.entries)} == {date(2024, 5, 1)}
    assert book.heads["名册"].data_from == 3


def test_a_county_merged_over_its_rows(world):
    rows = [make_row(1), make_row(2, county=None)]
    file = read(upload_of(*rows, merge="B4:B5"))
    assert [entry.row.organisation for entry in file.entries] == [world.shuangjiang.pk] * 2


def test_sheets_without_a_table_are_skipped_and_named(world):
    book = openpyxl.load_workbook(io.BytesIO(make_xlsx(make_row(1))))
    book.create_sheet("填表说明").append(["请如实填写"])
    stream = io.BytesIO()
    book.save(stream)
    file = read(Upload("xlsx", stream.getvalue(), "名册.xlsx"))
    assert (len(file.entries), file.skipped, file.problems) == (1, ("填表说明",), ())


def test_a_file_without_any_table_is_a_problem(world):
    (problem,) = read(Upload("csv", "说明\n如题\n".encode(), "a.csv")).problems
    assert (problem.code, problem.sheet) == ("no_head", "a")


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
    plan = plan_roster(file, may=lambda _key: True)
    assert [problem.code for problem in plan.problems] == ["number_taken"]


def test_the_number_of_queries_does_not_follow_the_rows(world, django_assert_num_queries):
    small = read(upload_of(make_row(1)))
    large = read(upload_of(*(make_row(serial) for serial in range(1, 300))))
    for file in (small, large):
        with django_assert_num_queries(2):
            plan_roster(file, may=lambda _key: True)


def test_reading_does_not_decrypt(world, monkeypatch):
    file = read(upload_of(make_row(1)))
    Member.objects.update(id_number="x")
    monkeypatch.setattr("cms.lib.fields.decrypt", None)
    assert len(load_people(file.entries)) == 2
    assert make_id(1) == file.entries[0].row.id_number
