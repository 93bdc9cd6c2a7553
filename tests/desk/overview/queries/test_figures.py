"""HR's figures: who is counted, where, and how a person stands on one."""

from dataclasses import dataclass
from datetime import date

import pytest

from cms.lends import Figure
from desk.overview.engine.rollup import Tally
from desk.overview.queries.figures import (
    DONE,
    NOT_DUE,
    OPEN,
    compare_units,
    narrow_by_status,
    people_under,
    search_people,
    statuses_of,
    tallies_by_path,
)
from staff.models.member import Member
from tests.factories.staff import make_member


@dataclass
class Asked:
    """A figure that is due for caseworkers and done by those named."""

    done: tuple[str, ...] = ()

    def figure(self, code: str = "signed") -> Figure:
        return Figure(
            code,
            "签署",
            "已签",
            "未签",
            due=lambda members, at: members.filter(category=Member.Category.CASEWORKER),
            done=lambda due, at: due.filter(name__in=self.done),
        )


@pytest.fixture
def figure() -> Figure:
    return Asked(done=("多·吉",)).figure()


def names(members) -> set[str]:
    return {member.name for member in members}


def test_only_people_in_post_below_are_spoken_of(world):
    gone = make_member(world.xiaojie, "已离", status=Member.Status.LEFT, left_on=date(2026, 6, 30))
    found = people_under(world.eshan)
    assert names(found) == {"王㛃", "李𬭎", "多·吉"}
    assert gone not in found
    assert names(people_under(world.shuangjiang, world.guishan)) == {"王㛃", "李𬭎", "赵铁"}


def test_due_and_done_are_counted_where_somebody_is_due(world, figure, at):
    found = tallies_by_path(figure, people_under(world.city), at)
    assert found == {
        world.shuangjiang.path: Tally(1, 0),
        world.xiaojie.path: Tally(1, 1),
        world.guishan.path: Tally(1, 0),
    }


def test_one_figure_costs_two_questions(world, figure, at, django_assert_num_queries):
    with django_assert_num_queries(2):
        tallies_by_path(figure, people_under(world.city), at)


def test_units_add_up_to_the_total(world, figure, at):
    make_member(world.city, "局里人")
    totals, rows = compare_units(world.city, [world.eshan, world.xinping], [figure], at)
    assert totals == {"signed": Tally(4, 1)}
    assert [(row.code, row.own, row.tallies["signed"]) for row in rows] == [
        ("530426", False, Tally(2, 1)),
        ("530427", False, Tally(1, 0)),
        ("530400", True, Tally(1, 0)),
    ]
    assert [row.name for row in rows] == ["峨山县民政局", "新平县民政局", "玉溪市民政局"]


def test_a_root_that_employs_nobody_due_has_no_row_of_its_own(world, figure, at):
    make_member(world.city, "局里人", category=Member.Category.COORDINATOR)
    _totals, rows = compare_units(world.city, [world.eshan], [figure], at)
    assert [row.code for row in rows] == ["530426"]


def test_people_are_narrowed_by_how_they_stand(world, figure, at):
    members = people_under(world.city)
    assert names(narrow_by_status(members, figure, DONE, at)) == {"多·吉"}
    assert names(narrow_by_status(members, figure, OPEN, at)) == {"王㛃", "赵铁"}
    assert names(narrow_by_status(members, figure, NOT_DUE, at)) == {"李𬭎"}


def test_each_person_stands_somewhere_on_each_figure(world, figure, at, django_assert_num_queries):
    other = Asked(done=("王㛃",)).figure("trained")
    people = [world.members[name] for name in ("staff", "coordinator", "neighbour")]
    with django_assert_num_queries(4):
        found = statuses_of(people, [figure, other], at)
    assert found == {
        world.members["staff"].pk: {"signed": OPEN, "trained": DONE},
        world.members["coordinator"].pk: {"signed": NOT_DUE, "trained": NOT_DUE},
        world.members["neighbour"].pk: {"signed": DONE, "trained": OPEN},
    }


def test_search_is_by_part_of_the_name_or_the_beginning_of_the_number(world):
    members = people_under(world.city)
    number = world.members["staff"].staff_number
    assert names(search_people(members, "吉")) == {"多·吉"}
    assert "王㛃" in names(search_people(members, number))
    assert "王㛃" in names(search_people(members, number.lower()))
    assert "王㛃" not in names(search_people(members, number[1:]))
    assert search_people(members, "无此人").count() == 0
    assert search_people(members, "").count() == 4
