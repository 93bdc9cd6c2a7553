from dataclasses import replace

from bank.engine.exchange import Clash, ImportPlan, ItemRow, PlanKind, Planned, RowError, compare
from bank.engine.items import ItemContent, Kind, stem_digest

CONTENT = ItemContent(Kind.JUDGEMENT, "可以补签。", "错误")
ROW = ItemRow(2, CONTENT, "程序", 1, "第二条[已核]")
HELD = replace(ROW, row=41)  # as item 41 of the bank
KNOWN = {stem_digest(CONTENT.stem): HELD}


def test_a_stem_that_the_bank_does_not_have_is_new():
    assert compare([ROW], {}) == ([Planned(PlanKind.NEW, ROW)], [])


def test_what_the_bank_has_word_for_word_is_unchanged():
    assert compare([ROW], KNOWN) == ([Planned(PlanKind.UNCHANGED, ROW)], [])


def test_the_same_stem_with_anything_else_changed_is_a_clash():
    for other in (
        replace(ROW, topic="别的"),
        replace(ROW, difficulty=3),
        replace(ROW, basis="第三条[已核]"),
        replace(ROW, content=replace(CONTENT, key="正确")),
    ):
        assert compare([other], KNOWN) == ([], [Clash(other, HELD)])


def test_a_stem_is_known_whatever_its_spaces():
    spaced = replace(ROW, content=replace(CONTENT, stem="可以 补签。"))
    assert compare([spaced], KNOWN)[1] == [Clash(spaced, HELD)]


def test_a_plan_counts_rows_with_errors_once():
    errors = (
        RowError(3, "答案", "a", "x"),
        RowError(3, "难度", "b", "y"),
        RowError(4, "题干", "c", "z"),
    )
    plan = ImportPlan((Planned(PlanKind.NEW, ROW), Planned(PlanKind.UNCHANGED, HELD)), errors)
    assert plan.counts == {"new": 1, "unchanged": 1, "errors": 2}
    assert (plan.new, plan.unchanged) == ([ROW], [HELD])
