from datetime import date

import pytest

from staff.adapters.roster import read_roster
from staff.models.roster import RosterImport
from staff.queries.roster import load_places, plan_roster
from staff.queries.roster_lines import preview_lines
from tests.factories.roster import make_id, make_row, upload_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def preview(world):
    """preview(*rows) → the unsaved lines of an import of these rows."""

    def make(*rows):
        file = read_roster(upload_of(*rows), places=load_places(), today=TODAY)
        plan = plan_roster(file.entries, file.problems, may=lambda _key: True)
        return list(preview_lines(RosterImport(), plan, file.heads))

    return make


def row_of(member, **changes):
    """The row that says of a member what the roster has."""
    known = {"name": member.name, "staff_number": member.staff_number, "post": member.post.name}
    known |= {"township": member.organisation.name, "mobile": member.mobile}
    blank = {"id_number": None, "category": None, "started_on": None}
    return make_row(1, **{**known, **blank, **changes})


def by_part(lines) -> dict:
    return {line.part: line for line in lines}


def test_a_joiner_is_shown_with_masked_numbers(preview):
    line = by_part(preview(make_row(1)))["joiners"]
    assert (line.name, line.place, line.sheet, line.row) == ("新人1", "双江街道", "名册", 4)
    facts = {field: after for field, _before, after in line.detail["changes"]}
    assert facts["mobile"] == "138****0001"
    assert facts["id_number"].startswith("530***")
    assert make_id(1) not in str(line.detail)


def test_a_change_is_shown_before_and_after(preview, world):
    member = world.members["staff"]
    line = by_part(preview(row_of(member, mobile="13900001111")))["changed"]
    ((field, before, after),) = line.detail["changes"]
    assert (field, after) == ("mobile", "139****1111")
    assert before == member.masked_mobile
    assert line.staff_number == member.staff_number


def test_a_move_names_both_places(preview, world):
    line = by_part(preview(row_of(world.members["staff"], township="小街街道")))["movers"]
    assert ["organisation", "双江街道", "小街街道"] in line.detail["changes"]
    assert line.place == "小街街道"


def test_who_is_missing_is_proposed_as_a_leaver(preview, world):
    lines = preview(row_of(world.members["staff"]))
    leavers = {line.name: line.detail["changes"] for line in lines if line.part == "leavers"}
    assert leavers == {"李𬭎": [["post", "社会救助经办", ""]]}


def test_a_problem_stands_at_its_column(preview):
    line = by_part(preview(make_row(1, mobile="12")))["errors"]
    assert (line.sheet, line.row) == ("名册", 4)
    assert (line.detail["field"], line.detail["letter"]) == ("mobile", "M")
    assert line.detail["title"] == "手机号"


@pytest.mark.parametrize("number", [1, 3])
def test_lines_cost_two_queries_however_many(world, number, django_assert_num_queries):
    members = [world.members[name] for name in ("staff", "coordinator", "neighbour")[:number]]
    rows = [row_of(member, mobile=f"1390000111{place}") for place, member in enumerate(members)]
    file = read_roster(upload_of(*rows), places=load_places(), today=TODAY)
    plan = plan_roster(file.entries, file.problems, may=lambda _key: True)
    with django_assert_num_queries(2):
        lines = list(preview_lines(RosterImport(), plan, file.heads))
    assert len([line for line in lines if line.part == "changed"]) == number
