from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pledges.kinship.engine.declaration import (
    ANY,
    CONCLUSIONS,
    COUNTING,
    DECLARATION_MOVES,
    ChangeKind,
    RelativeLine,
    changes,
    declaration_text,
    says,
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


def test_the_whole_life_of_a_declaration():
    assert {
        "draft": {"signed"},
        "signed": {"reviewed"},
        "reviewed": {"filed", "focus", "returned"},
        "filed": set(),
        "focus": set(),
        "returned": set(),
    } == DECLARATION_MOVES
    assert {"filed", "focus", "returned"} == CONCLUSIONS
    assert {"signed", "reviewed", "filed", "focus"} == COUNTING


def test_the_cells_of_a_relative_are_those_of_the_form_in_its_order():
    assert list(LINE.cells().items()) == [
        ("与本人关系", "父母"),
        ("亲属姓名", "多·吉"),
        ("身份证号", "11010519491231002X"),
        ("户籍地", "双江"),
        ("现居住地", "双江"),
        ("救助类别", "低保"),
        ("状态", "享受中"),
        ("家庭人口", "2"),
        ("月救助金额", "480.00元"),
        ("开始时间", "2025年3月"),
        ("本人是否参与过该户办理", "否"),
    ]


def test_the_words_from_title_to_promise():
    text = declaration_text({"姓名": "王㛃", "单位": "双江街道"}, [LINE, replace(LINE, name="丁")])
    title, name, unit, first, second, promise = text.split("\n")
    assert (title, name, unit) == ("近亲属享受社会救助情况申报表", "姓名：王㛃", "单位：双江街道")
    assert first.startswith("亲属1　与本人关系：父母；亲属姓名：多·吉；身份证号：")
    assert second.startswith("亲属2　与本人关系：父母；亲属姓名：丁；")
    assert promise.startswith("本人承诺：")


class TestWhatASignedTextSays:
    FACTS = {"姓名": "王㛃", "单位": "双江（街道）"}

    def test_the_facts_it_was_made_from(self):
        assert says(declaration_text(self.FACTS, [LINE]), self.FACTS, [LINE])
        assert says(declaration_text(self.FACTS, []), self.FACTS, [])

    @pytest.mark.parametrize(
        ("facts", "lines"),
        [
            ({"姓名": "王㛃", "单位": "别处"}, [LINE]),
            ({"姓名": "王㛃"}, [LINE]),
            (FACTS, []),
            (FACTS, [LINE, LINE]),
            (FACTS, [replace(LINE, monthly=Decimal("480.01"))]),
            (FACTS, [replace(LINE, took_part=True, took_part_in="入户")]),
        ],
    )
    def test_no_others(self, facts, lines):
        assert not says(declaration_text(self.FACTS, [LINE]), facts, lines)

    def test_nothing_before_or_after(self):
        text = declaration_text(self.FACTS, [LINE])
        assert not says(text + "。", self.FACTS, [LINE])
        assert not says("。" + text, self.FACTS, [LINE])

    def test_a_word_that_may_be_called_otherwise_is_one_cell_whatever_it_says(self):
        open_line = replace(LINE, aid=ANY)
        assert says(declaration_text({}, [replace(LINE, aid="特困")]), {}, [open_line])
        assert not says(declaration_text({}, [replace(LINE, aid="特困；状态")]), {}, [open_line])
        assert not says(declaration_text({}, [replace(LINE, aid="特\n困")]), {}, [open_line])


def test_what_is_new_does_not_hide_what_changed_after_it():
    new, now = replace(LINE, series="c", name="赵铁"), replace(LINE, state="已停")
    found = changes([LINE], [new, now])
    assert [(one.kind, one.cells) for one in found] == [
        (ChangeKind.ADDED, ()),
        (ChangeKind.CHANGED, (("状态", "享受中", "已停"),)),
    ]
