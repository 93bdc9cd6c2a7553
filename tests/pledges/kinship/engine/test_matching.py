"""The worked tables of docs/declarations.md, row by row."""

from datetime import date
from pathlib import Path

import pytest

from cms.lib.moves import Moves
from pledges.kinship.engine.declaration import DECLARATION_MOVES
from pledges.kinship.engine.matching import (
    PENDING,
    Deadlines,
    HouseholdClaim,
    MatchResult,
    Person,
    StaffClaim,
    conflicts,
    duty,
    match,
)

TEXT = (Path(__file__).parents[4] / "docs" / "declarations.md").read_text(encoding="utf-8")
RESULTS = {
    "双报一致": MatchResult.AGREE,
    "仅人员报": MatchResult.STAFF_ONLY,
    "仅家庭报": MatchResult.HOUSEHOLD_ONLY,
    "关系不一致": MatchResult.DIFFERENT,
    "身份证号校验不过": MatchResult.BAD_ID,
}
STATES = {"享受中": "receiving", "申请中": "applying", "已停": "stopped"}
NAMED = {"本人": ("1", "王㛃"), "同名未识别": ("", "王㛃"), "另一人": ("2", "李𬭎")}


def table(head: str) -> list[list[str]]:
    lines = TEXT[TEXT.index(head) :].splitlines()
    rows = [line for line in lines[2:] if line.startswith("|") or not line.strip()]
    found = []
    for line in rows:
        if not line.strip():
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


@pytest.mark.parametrize("row", table("| # | 人员申报"), ids=lambda row: row[0])
def test_the_comparison_follows_the_table(row):
    _number, declared, state, answer, who, told, check, result, pending = row
    staff, households = [], []
    if declared != "未申报":
        staff = [StaffClaim(1, "h", "1", "王㛃", declared, STATES[state])]
    if answer != "未录入":
        key, name = NAMED.get(who, ("", ""))
        relation = told if answer == "有" else ""
        households = [HouseholdClaim(1, "h", answer == "有", key, name, relation, check == "通过")]
    pairs = match(staff, households)
    wanted = [] if result == "不列" else [RESULTS[one] for one in result.split("+")]
    assert [pair.result for pair in pairs] == wanted
    assert all(pair.pending == (pending == "是") for pair in pairs)


def test_both_tables_were_found():
    assert len(table("| # | 人员申报")) == 12
    assert len(table("| 上次申报")) == 8


def test_other_households_are_left_alone():
    pairs = match(
        [StaffClaim(1, "h", "1", "王㛃", "parent")],
        [HouseholdClaim(7, "other", True, "1", "王㛃", "parent")],
    )
    assert {(pair.result, pair.staff_ref, pair.household_ref) for pair in pairs} == {
        (MatchResult.STAFF_ONLY, 1, None),
        (MatchResult.HOUSEHOLD_ONLY, None, 7),
    }


def test_two_relatives_among_staff_are_two_lines():
    pairs = match(
        [
            StaffClaim(1, "h", "1", "王㛃", "parent"),
            StaffClaim(2, "h", "2", "王刚", "parent"),
        ],
        [HouseholdClaim(7, "h", True, "1", "王㛃", "parent")],
    )
    assert [(pair.result, pair.staff_ref, pair.household_ref) for pair in pairs] == [
        (MatchResult.AGREE, 1, 7),
        (MatchResult.STAFF_ONLY, 2, 7),
    ]


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (Person("1", "王㛃"), [True]),
        (Person("", "王㛃"), [False]),
        (Person("2", "王㛃"), []),  # somebody else of the same name, and the roster knows it
        (Person("2", "李𬭎"), []),
    ],
)
def test_a_relative_who_took_part_is_found(person, found):
    kin = [Person("1", "王㛃"), Person("1", "王㛃")]
    assert [one.certain for one in conflicts(kin, [Person("9", "赵铁"), person])] == found


def test_a_relative_known_by_name_alone_is_a_hint():
    (found,) = conflicts([Person("", "王㛃")], [Person("1", "王㛃")])
    assert (found.index, found.certain) == (0, False)


@pytest.mark.parametrize("row", table("| 上次申报"), ids=lambda row: "/".join(row[:3]))
def test_what_is_due_follows_the_table(row):
    last, since, today, kind, due_on, late = row
    signed = None if last == "–" else date.fromisoformat(last)
    found = duty(signed, date.fromisoformat(since), Deadlines())
    assert (found.kind, str(found.due_on)) == (kind, due_on)
    assert found.is_overdue(date.fromisoformat(today)) == (late == "是")


def test_the_deadlines_can_be_changed():
    found = duty(date(2026, 1, 20), date(2026, 1, 1), Deadlines(months=6))
    assert found.due_on == date(2026, 7, 20)
    assert duty(None, date(2026, 1, 1), Deadlines(post_days=10)).due_on == date(2026, 1, 11)


def test_a_declaration_moves_forward_only():
    moves = Moves(DECLARATION_MOVES)
    assert moves.may("signed", "reviewed")
    assert not moves.may("signed", "filed")
    assert not DECLARATION_MOVES["filed"]


def test_every_filing_is_looked_at_after_one_that_was_met():
    pairs = match(
        [StaffClaim(1, "h", "1", "王㛃", "parent")],
        [
            HouseholdClaim(7, "h", True, "1", "王㛃", "parent"),
            HouseholdClaim(8, "other", True, "2", "李𬭎", "child"),
            HouseholdClaim(9, "third", False),
        ],
    )
    assert [(pair.result, pair.staff_ref, pair.household_ref) for pair in pairs] == [
        (MatchResult.AGREE, 1, 7),
        (MatchResult.HOUSEHOLD_ONLY, None, 8),
    ]


@pytest.mark.parametrize("ok", [True, False])
def test_a_claim_with_a_bad_number_waits_as_such(ok):
    claim = StaffClaim(1, "h", "1", "王㛃", "parent", id_ok=ok)
    (pair,) = match([claim], [])
    assert pair.result == (MatchResult.STAFF_ONLY if ok else MatchResult.BAD_ID)
    (met,) = match([claim], [HouseholdClaim(7, "h", True, "1", "王㛃", "parent")])
    assert met.result == (MatchResult.AGREE if ok else MatchResult.BAD_ID)


def test_a_stopped_relative_is_listed_only_where_the_household_is_on_file():
    claim = StaffClaim(1, "h", "1", "王㛃", "parent", "stopped")
    assert match([claim], []) == []
    (pair,) = match([claim], [HouseholdClaim(7, "h", False)])
    assert (pair.result, pair.household_ref) == (MatchResult.STAFF_ONLY, 7)


def test_what_a_claim_is_unless_it_says_otherwise():
    claim, filing = StaffClaim(1, "h", "1", "王㛃", "parent"), HouseholdClaim(1, "h", True)
    assert (claim.state, claim.id_ok, filing.id_ok) == ("receiving", True, True)
    assert (filing.staff, filing.staff_name, filing.relation) == ("", "", "")


def test_a_household_names_by_key_before_it_names_by_name():
    claim = StaffClaim(1, "h", "1", "王㛃", "parent")
    assert HouseholdClaim(7, "h", True, "1", "别名").names(claim)
    assert not HouseholdClaim(7, "h", True, "2", "王㛃").names(claim)
    assert HouseholdClaim(7, "h", True, "", "王㛃").names(claim)
    assert not HouseholdClaim(7, "h", False, "1", "王㛃").names(claim)


def test_all_but_agreement_waits_for_a_person():
    assert {"staff_only", "household_only", "different", "bad_id"} == PENDING


def test_a_certain_relative_comes_before_one_of_the_same_name():
    kin = [Person("", "王㛃"), Person("1", "王㛃")]
    (found,) = conflicts(kin, [Person("1", "王㛃")])
    assert (found.relative_of, found.certain) == (Person("1", "王㛃"), True)


def test_the_deadlines_of_the_rule():
    assert Deadlines() == Deadlines(months=12, post_days=30)


def test_a_declaration_signed_on_the_first_day_in_a_post_is_of_that_post():
    day = date(2026, 3, 1)
    assert duty(day, day, Deadlines()).kind == "yearly"
    assert duty(date(2026, 2, 28), day, Deadlines()).kind == "change"


def test_of_two_days_that_are_due_together_the_post_is_named():
    found = duty(date(2026, 1, 31), date(2026, 12, 31), Deadlines(months=12, post_days=31))
    assert (found.kind, found.due_on) == ("change", date(2027, 1, 31))


def test_who_is_called_otherwise_is_no_hint():
    assert conflicts([Person("1", "王㛃")], [Person("", "赵铁")]) == []
    assert conflicts([Person("", "王㛃")], [Person("1", "赵铁")]) == []
