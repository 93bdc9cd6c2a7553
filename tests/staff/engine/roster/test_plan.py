from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.engine.roster.plan import Change, Entry, Person, Plan, make_plan, with_numbers
from staff.engine.roster.table import Problem, RosterRow


def person(key=1, **values) -> Person:
    known = {
        "staff_number": f"YX{key:05d}", "name": f"人{key}", "organisation": 10, "post": "经办",
        "id_hash": f"id{key}", "mobile_hash": f"m{key}", "category": "caseworker", "sex": "male",
    }  # fmt: skip
    return Person(key, **{**known, **values})


def entry(key=1, *, row=None, id_hash=None, mobile_hash=None, **values) -> Entry:
    """The row that says about person `key` just what the roster has."""
    known = {
        "name": f"人{key}", "organisation": 10, "staff_number": f"YX{key:05d}", "post": "经办",
        "category": "caseworker", "sex": "male",
    }  # fmt: skip
    made = RosterRow("表", row or key + 1, **{**known, **values})
    return Entry(
        made,
        f"id{key}" if id_hash is None else id_hash,
        f"m{key}" if mobile_hash is None else mobile_hash,
    )


def codes(plan) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.field, problem.code) for problem in plan.problems]


def writes(plan) -> bool:
    """Whether applying would write anything, proposed leavers apart."""
    return bool(plan.joiners or plan.movers or plan.changed or plan.returners)


def test_the_same_facts_change_nothing():
    plan = make_plan([person(1), person(2)], [entry(1), entry(2)])
    assert plan.counts == {
        "joiners": 0, "movers": 0, "changed": 0, "returners": 0, "unchanged": 2, "leavers": 0,
        "errors": 0,
    }  # fmt: skip
    assert not writes(plan)


def test_blank_cells_erase_nothing():
    blank = entry(1, id_hash="", mobile_hash="", category="", sex="", post="", village="")
    plan = make_plan([person(1, village="甸末村", note="老同志")], [blank])
    assert [change.fields for change in plan.unchanged] == [()]


@pytest.mark.parametrize("field", ["organisation", "post", "village"])
def test_another_place_is_a_move(field):
    moved = entry(1, **{field: 11 if field == "organisation" else "新"})
    plan = make_plan([person(1)], [moved])
    assert [change.fields for change in plan.movers] == [(field,)]


def test_other_details_are_a_change():
    plan = make_plan([person(1)], [entry(1, name="人一", mobile_hash="new", education="大专")])
    assert [change.fields for change in plan.changed] == [("name", "education", "mobile")]


def test_without_a_staff_number_the_id_number_finds_the_person():
    plan = make_plan([person(1)], [entry(1, staff_number="")])
    assert [change.person.key for change in plan.unchanged] == [1]


def test_somebody_new_joins_and_gets_a_number():
    plan = make_plan([person(1)], [entry(1), entry(2, staff_number="")])
    assert [joiner.row.name for joiner in plan.joiners] == ["人2"]
    numbered = with_numbers(plan, iter(["YX00077"]))
    assert [joiner.row.staff_number for joiner in numbered.joiners] == ["YX00077"]


def test_a_number_given_in_the_file_is_kept():
    plan = make_plan([], [entry(5)])
    assert with_numbers(plan, iter([])).joiners[0].row.staff_number == "YX00005"


def test_somebody_who_left_returns():
    plan = make_plan([person(1, active=False)], [entry(1)])
    assert [change.person.key for change in plan.returners] == [1]
    assert writes(plan)


def test_absence_only_proposes_and_only_under_covered_organisations():
    people = [person(1), person(2), person(3, organisation=99), person(4, active=False)]
    plan = make_plan(people, [entry(1)])
    assert [leaver.key for leaver in plan.leavers] == [2]
    assert not writes(plan)


def test_a_person_whose_row_has_a_mistake_is_not_absent():
    plan = make_plan([person(1), person(2)], [entry(1), entry(2, name="别人", id_hash="")])
    assert codes(plan) == [(3, "name", "name_differs")]
    assert plan.leavers == ()


def test_twice_in_the_file_names_both_rows():
    plan = make_plan([], [entry(1, row=2), entry(2, row=5, staff_number="YX00001")])
    assert [(p.row, p.code, p.params["other"]) for p in plan.problems] == [
        (2, "number_twice", 5),
        (5, "number_twice", 2),
    ]
    plan = make_plan([], [entry(1, row=2), entry(2, row=5, id_hash="id1")])
    assert [(p.row, p.code) for p in plan.problems] == [(2, "id_twice"), (5, "id_twice")]


def test_an_id_number_of_somebody_else():
    plan = make_plan([person(1), person(2)], [entry(1, id_hash="id2")])
    assert [(p.code, p.params) for p in plan.problems] == [("id_of_other", {"number": "YX00002"})]
    plan = make_plan([person(2)], [entry(9, id_hash="id2")])
    assert [p.code for p in plan.problems] == ["id_of_other"]


def test_a_staff_number_of_somebody_else():
    plan = make_plan([person(1)], [entry(1, name="别人", id_hash="id9")])
    assert codes(plan) == [(2, "staff_number", "number_of_other")]


def test_a_wrong_id_number_can_be_put_right_under_the_same_name():
    plan = make_plan([person(1)], [entry(1, id_hash="id9")])
    assert [change.fields for change in plan.changed] == [("id_number",)]


def test_joiners_need_an_id_number_and_a_category():
    plan = make_plan([], [entry(1, id_hash=""), entry(2, category="")])
    assert codes(plan) == [(2, "id_number", "joiner_without_id"), (3, "category", "category_empty")]


def test_rows_and_people_out_of_reach_are_refused():
    plan = make_plan(
        [person(1, organisation=11)],
        [entry(1), entry(2, organisation=11)],
        may=lambda organisation: organisation == 10,
    )
    assert codes(plan) == [(2, "", "person_out_of_reach"), (3, "township", "out_of_reach")]


def test_problems_of_the_file_and_of_the_plan_stand_in_row_order():
    earlier = Problem("表", 2, "name", "name_empty")
    later = Problem("表", 9, "mobile", "mobile")
    plan = make_plan([], [entry(3, id_hash="")], problems=[later, earlier])
    assert [problem.row for problem in plan.problems] == [2, 4, 9]


def test_the_fingerprint_follows_every_decision():
    first = make_plan([person(1)], [entry(1, post="新")])
    assert first.fingerprint == make_plan([person(1)], [entry(1, post="新")]).fingerprint
    others = [
        make_plan([person(1, post="旧")], [entry(1, post="新")]),
        make_plan([person(1)], [entry(1)]),
        make_plan([person(1), person(2)], [entry(1, post="新")]),
        make_plan([], [entry(1, post="新")]),
    ]
    assert len({first.fingerprint, *(plan.fingerprint for plan in others)}) == 5


numbers = st.integers(1, 8)
people_and_entries = st.tuples(
    st.lists(st.builds(person, numbers, active=st.booleans()), unique_by=lambda p: p.key),
    st.lists(
        st.builds(
            entry,
            numbers,
            organisation=st.sampled_from([10, 11]),
            staff_number=st.sampled_from(["", "YX00001", "YX00002", "ZZ9"]),
            post=st.sampled_from(["", "经办", "新"]),
        ),
        max_size=8,
    ),
)


@given(people_and_entries)
def test_every_row_stands_in_exactly_one_part(drawn):
    people, entries = drawn
    entries = [replace(e, row=replace(e.row, row=n)) for n, e in enumerate(entries, start=2)]
    plan = make_plan(people, entries)
    placed = [change.entry.row.row for part in ("movers", "changed", "returners", "unchanged")
              for change in getattr(plan, part)]  # fmt: skip
    placed += [joiner.row.row for joiner in plan.joiners] + [p.row for p in plan.problems]
    assert sorted(placed) == [e.row.row for e in entries]
    assert not {leaver.key for leaver in plan.leavers} & {
        change.person.key for change in (*plan.movers, *plan.changed, *plan.unchanged)
    }


@given(people_and_entries)
def test_planning_twice_what_was_planned_once_changes_nothing(drawn):
    people, entries = drawn
    entries = [replace(e, row=replace(e.row, row=n)) for n, e in enumerate(entries, start=2)]
    plan = with_numbers(make_plan(people, entries), (f"NEW{n}" for n in range(99)))
    after = {known.key: known for known in people}
    for number, joiner in enumerate(plan.joiners, start=100):
        after[number] = _applied(Person(number, "", "", 0, ""), joiner)
    for change in (*plan.movers, *plan.changed, *plan.returners):
        after[change.person.key] = _applied(change.person, change.entry)
    good = [*(c.entry for c in (*plan.movers, *plan.changed, *plan.returners, *plan.unchanged)),
            *plan.joiners]  # fmt: skip
    again = make_plan(after.values(), good)
    assert not writes(again)
    assert again.problems == ()


def _applied(known: Person, said: Entry) -> Person:
    fields = ("staff_number", "name", "organisation", "post", "category", "sex")
    new = {field: getattr(said.row, field) or getattr(known, field) for field in fields}
    return replace(
        known, **new, active=True,
        id_hash=said.id_hash or known.id_hash, mobile_hash=said.mobile_hash or known.mobile_hash,
    )  # fmt: skip


DETAILS = {
    "name": "改名",
    "sex": "female",
    "ethnicity": "彝族",
    "education": "大专",
    "category": "coordinator",
    "note": "兼职",
    "started_on": date(2024, 5, 1),
}


@pytest.mark.parametrize("field", sorted(DETAILS))
def test_each_detail_that_the_file_says_anew_is_a_change(field):
    plan = make_plan([person(1)], [entry(1, **{field: DETAILS[field]})])
    assert [change.fields for change in plan.changed] == [(field,)]
    assert not plan.movers


@pytest.mark.parametrize(("field", "value"), [("id_number", "id9"), ("mobile", "m9")])
def test_a_number_is_compared_by_its_hash(field, value):
    hashed = {"id_number": "id_hash", "mobile": "mobile_hash"}[field]
    (change,) = make_plan([person(1)], [entry(1, **{hashed: value})]).changed
    assert change.fields == (field,)
    assert change.decision == [1, "表", 2, field, {"id_number": "id1", "mobile": "m1"}[field]]


def test_a_decision_says_what_is_changed_from_what():
    (change,) = make_plan(
        [person(1, post="旧", note="老")], [entry(1, post="新", note="新")]
    ).movers
    assert change.fields == ("post", "note")
    assert change.decision == [1, "表", 2, "post", "note", "旧", "老"]


def test_rows_without_numbers_are_not_each_others_doubles():
    plan = make_plan(
        [person(1), person(2)],
        [
            entry(1, staff_number=""),
            entry(2, staff_number=""),
            entry(3, id_hash="", row=8),
            entry(4, id_hash="", row=9),
        ],
    )
    assert codes(plan) == [
        (8, "id_number", "joiner_without_id"),
        (9, "id_number", "joiner_without_id"),
    ]
    assert len(plan.unchanged) == 2


def test_a_third_double_names_the_first():
    plan = make_plan([], [entry(n, row=n, id_hash="same") for n in (2, 5, 9)])
    assert [(p.row, p.field, p.params) for p in plan.problems] == [
        (2, "id_number", {"other": 5, "sheet": "表"}),
        (5, "id_number", {"other": 2, "sheet": "表"}),
        (9, "id_number", {"other": 2, "sheet": "表"}),
    ]


def test_after_a_row_without_numbers_the_doubles_below_it_are_still_found():
    plan = make_plan([], [entry(1, staff_number=""), entry(2, row=5), entry(2, row=6, id_hash="x")])
    assert [(p.row, p.code, p.field) for p in plan.problems] == [
        (5, "number_twice", "staff_number"),
        (6, "number_twice", "staff_number"),
    ]


def test_the_same_row_twice_over_is_said_once():
    plan = make_plan([], [entry(1, row=2), entry(1, row=5)])
    assert codes(plan) == [(2, "staff_number", "number_twice"), (5, "staff_number", "number_twice")]


BASE = Plan(leavers=(person(1), person(2)))


def test_the_order_of_the_leavers_does_not_tell_two_plans_apart():
    assert BASE.fingerprint == Plan(leavers=(person(2), person(1))).fingerprint
    assert BASE.fingerprint != Plan(leavers=(person(1),)).fingerprint


@pytest.mark.parametrize("part", ["movers", "changed", "returners", "unchanged"])
def test_in_which_part_a_change_stands_is_part_of_the_fingerprint(part):
    change = Change(person(1), entry(1), ())
    plan = Plan(**{part: (change,)})
    others = [
        Plan(**{other: (change,)})
        for other in ("movers", "changed", "returners", "unchanged")
        if other != part
    ]
    assert plan.fingerprint not in {other.fingerprint for other in others} | {Plan().fingerprint}


@pytest.mark.parametrize(
    "other",
    [
        Problem("别表", 2, "name", "name_empty"),
        Problem("表", 3, "name", "name_empty"),
        Problem("表", 2, "sex", "name_empty"),
        Problem("表", 2, "name", "name_long"),
    ],
)
def test_every_problem_is_part_of_the_fingerprint(other):
    one = Plan(problems=(Problem("表", 2, "name", "name_empty"),))
    assert len({one.fingerprint, Plan(problems=(other,)).fingerprint, Plan().fingerprint}) == 3


def test_who_joins_is_part_of_the_fingerprint():
    plans = [Plan(joiners=(entry(1, row=2),)), Plan(joiners=(entry(1, row=3),)), Plan()]
    assert len({plan.fingerprint for plan in plans}) == 3


def test_everything_is_counted():
    change = Change(person(1), entry(1), ())
    plan = Plan(
        joiners=(entry(1),),
        movers=(change,) * 2,
        changed=(change,) * 3,
        returners=(change,) * 4,
        unchanged=(change,) * 5,
        leavers=(person(1),) * 6,
        problems=(Problem("表", 2, "", "x"),) * 7,
    )
    assert list(plan.counts.values()) == [1, 2, 3, 4, 5, 6, 7]


def test_leavers_stand_by_their_number_and_those_who_have_left_are_none():
    people = [person(3), person(2), person(4, active=False), person(1)]
    plan = make_plan(people, [entry(1)])
    assert [leaver.key for leaver in plan.leavers] == [2, 3]


def test_without_a_limit_every_organisation_is_in_reach():
    assert len(make_plan([], [entry(1)]).joiners) == 1


def test_a_staff_number_goes_before_the_id_number():
    plan = make_plan([person(1), person(2)], [entry(1, id_hash="")])
    assert [change.person.key for change in plan.unchanged] == [1]
    plan = make_plan([person(1, id_hash="")], [entry(1, staff_number="", id_hash="")])
    assert codes(plan) == [(2, "id_number", "joiner_without_id")]


def test_a_name_may_be_put_right_where_the_id_number_agrees_or_is_new():
    assert make_plan([person(1)], [entry(1, name="改名")]).changed
    plan = make_plan([person(1, id_hash="")], [entry(1, name="改名", id_hash="id7")])
    assert [change.fields for change in plan.changed] == [("name", "id_number")]


def test_a_name_that_differs_names_who_bears_the_number():
    (problem,) = make_plan([person(1)], [entry(1, name="别人", id_hash="")]).problems
    assert (problem.code, problem.params) == ("name_differs", {"name": "人1"})
    (problem,) = make_plan([person(1)], [entry(1, name="别人", id_hash="id9")]).problems
    assert (problem.code, problem.params) == ("number_of_other", {"name": "人1"})


def test_problems_stand_by_sheet_then_row():
    problems = [Problem("乙", 1, "", "x"), Problem("甲", 9, "", "x"), Problem("乙", 0, "", "x")]
    plan = make_plan([], [], problems=problems)
    assert [(p.sheet, p.row) for p in plan.problems] == [("乙", 0), ("乙", 1), ("甲", 9)]


def test_numbers_are_given_in_file_order_to_those_without_one():
    plan = make_plan([], [entry(1, staff_number=""), entry(2), entry(3, staff_number="")])
    given = with_numbers(plan, iter(["A", "B", "C"]))
    assert [joiner.row.staff_number for joiner in given.joiners] == ["A", "YX00002", "B"]
    assert given.joiners[0].row.name == "人1"
    assert given.counts == plan.counts
