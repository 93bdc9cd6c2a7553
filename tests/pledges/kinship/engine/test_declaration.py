from dataclasses import replace
from datetime import date
from decimal import Decimal

from pledges.kinship.engine.declaration import (
    ChangeKind,
    RelativeLine,
    changes,
    declaration_text,
    text_digest,
)

LINE = RelativeLine(
    series="a",
    relation="父母",
    name="多·吉",
    id_number="11010519491231002X",
    registered_at="双江",
    lives_at="双江",
    aid="低保",
    state="享受中",
    people=2,
    monthly=Decimal("480.00"),
    since=date(2025, 3, 1),
    took_part=False,
    took_part_in="",
)


def test_a_nil_return_says_so_and_promises():
    text = declaration_text({"姓名": "王㛃"}, [])
    assert "零报告" in text
    assert "主动回避" in text


def test_every_cell_of_a_relative_stands_in_the_words():
    text = declaration_text({}, [replace(LINE, took_part=True, took_part_in="入户，2025年4月")])
    for words in LINE.cells().values():
        if words != "否":
            assert words in text
    assert "是（入户，2025年4月）" in text
    assert "零报告" not in text
    assert text_digest(text) != text_digest(text.replace("480.00", "480.01"))


def test_what_changed_is_told_line_by_line():
    gone, new = replace(LINE, series="b", name="李𬭎"), replace(LINE, series="c", name="赵铁")
    now = replace(LINE, monthly=Decimal("500.00"), state="已停")
    found = changes([LINE, gone], [now, new])
    assert [(one.kind, one.name) for one in found] == [
        (ChangeKind.CHANGED, "多·吉"),
        (ChangeKind.ADDED, "赵铁"),
        (ChangeKind.REMOVED, "李𬭎"),
    ]
    assert found[0].cells == (
        ("状态", "享受中", "已停"),
        ("月救助金额", "480.00元", "500.00元"),
    )
    assert changes([LINE], [LINE]) == ()
