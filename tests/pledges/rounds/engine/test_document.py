import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.lib.chinese import numeral
from cms.lib.dates import chinese_date, term_end
from evidence.engine.wording import BadText
from pledges.rounds.engine.document import (
    DUTIES,
    FIELDS,
    ROUND_FIELDS,
    Clause,
    PledgeText,
    canonical_text,
    check,
    clauses_as_text,
    differs,
    digest,
    fill,
    parse_clauses,
    parse_sample,
    placeholders,
)

ROOT = Path(__file__).resolve().parents[4]
TEXT = PledgeText(
    title="承诺书",
    preamble="致：{所在单位}\n本人{姓名}，郑重承诺：",
    clauses=(Clause("依法办事", "不推诿。"), Clause("保护隐私", "不泄露。")),
    closing="有效期至{到期日}。",
)
VALUES = {"所在单位": "双江街道", "姓名": "王㛃", "到期日": "2027年10月11日"}


def test_fill_and_canonical_text():
    assert canonical_text(fill(TEXT, VALUES)) == (
        "承诺书\n致：双江街道\n本人王㛃，郑重承诺：\n"
        "一、依法办事。不推诿。\n二、保护隐私。不泄露。\n有效期至2027年10月11日。\n"
    )


def test_digest_is_the_sha256_of_the_canonical_text():
    filled = fill(TEXT, VALUES)
    assert digest(filled) == hashlib.sha256(canonical_text(filled).encode()).hexdigest()


def test_the_worked_example_of_the_evidence_guide_holds():
    guide = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    text = guide.split("```text\n", 1)[1].split("```", 1)[0]
    assert f"`{hashlib.sha256(text.encode()).hexdigest()}`" in guide
    assert canonical_text(fill(TEXT, VALUES)) == text


def test_a_name_with_braces_stays_a_name():
    filled = fill(TEXT, {**VALUES, "姓名": "{单位}"})
    assert "本人{单位}，" in filled.preamble


def test_a_missing_value_is_an_error_and_names_the_field():
    with pytest.raises(BadText) as caught:
        fill(TEXT, {"姓名": "王㛃", "到期日": "x"})
    assert (caught.value.reason, caught.value.detail) == ("placeholder", "所在单位")


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.fixed_dictionaries({name: names for name in FIELDS}))
def test_filling_leaves_no_field_of_the_template_behind(values):
    plain = {name: value.replace("{", "").replace("}", "") for name, value in values.items()}
    assert placeholders(fill(TEXT, plain)) == set()


words = st.text(st.sampled_from("依法据实主动申报廉洁"), min_size=1, max_size=8)


@given(st.lists(st.builds(Clause, words, words), min_size=1, max_size=12).map(tuple))
def test_pasted_clauses_read_back(clauses):
    assert parse_clauses(clauses_as_text(clauses)) == clauses


@pytest.mark.parametrize("line", ["没有小标题的一行", "。只有正文", "依法办事。"])
def test_a_clause_without_heading_or_text_is_named(line):
    with pytest.raises(BadText) as caught:
        parse_clauses(f"一、依法办事。不推诿。\n{line}")
    assert (caught.value.reason, caught.value.detail) == ("heading", line)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"clauses": ()}, "no_clause"),
        ({"preamble": " "}, "no_preamble"),
        ({"closing": "{身份证号}"}, "placeholder"),
        ({"clauses": (Clause("依法办事", " "),)}, "heading"),
    ],
)
def test_check_refuses_an_unfinished_text(changes, reason):
    with pytest.raises(BadText) as caught:
        check(PledgeText(**{**TEXT.__dict__, **changes}))
    assert caught.value.reason == reason


def test_the_shipped_pledge_has_seven_clauses_and_known_fields():
    sample = ROOT / "pledges/rounds/demo/data/pledge.md"
    text = parse_sample(sample.read_text(encoding="utf-8"), "承诺书")
    check(text)
    assert [clause.heading for clause in text.clauses] == [
        "依法办事",
        "据实调查",
        "主动申报",
        "廉洁自律",
        "保护隐私",
        "热情服务",
        "配合监督",
    ]
    assert text.preamble.startswith("致：")
    assert text.closing.startswith("本承诺自签署之日起生效")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2026, 10, 12), 12, date(2027, 10, 11)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_term_end(start, months, end):
    assert term_end(start, months) == end


def test_numbers_and_dates_in_chinese():
    assert [numeral(n) for n in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]
    assert chinese_date(date(2026, 1, 5)) == "2026年1月5日"


def test_the_duties_of_each_kind_of_staff():
    assert DUTIES == {
        "caseworker": "受理、调查、审核",
        "coordinator": "协理",
        "home_visitor": "入户调查",
        "leader": "审核、确认",
    }


def test_what_a_template_may_ask_for():
    assert (
        *("所在单位", "县级民政部门", "姓名", "单位", "岗位", "工作内容", "年度", "到期日"),
    ) == FIELDS
    assert {"年度", "到期日"} == ROUND_FIELDS


def refused(**changes) -> tuple[str, str]:
    with pytest.raises(BadText) as caught:
        check(PledgeText(**{**TEXT.__dict__, **changes}))
    return caught.value.reason, caught.value.detail


def test_a_clause_of_blanks_is_named_by_what_it_has():
    assert refused(clauses=(Clause(" ", "不推诿。"),)) == ("heading", " ")
    assert refused(clauses=(Clause("依法", "\n"),)) == ("heading", "依法")
    long = "一二三四五六七八九十甲乙丙丁"
    assert refused(clauses=(Clause("", long),)) == ("heading", "一二三四五六七八九十甲乙")


def test_of_several_unknown_fields_the_first_is_named():
    assert refused(closing="{丙}{乙}{甲}") == ("placeholder", min("甲乙丙"))


def test_a_paragraph_says_the_same_to_everybody_or_not():
    assert not differs("至2027年", "至{到期日}")
    assert not differs("2026年", "{年度}{到期日}")
    assert differs("王㛃", "{姓名}")
    assert differs("王㛃2026", "{年度}{姓名}")
    assert not differs("照旧。", "照旧。")
    assert differs("改了。", "照旧。")


def test_blanks_and_empty_lines_are_no_words():
    text = replace(TEXT, title=" 承诺书 ", clauses=(Clause(" 依法 ", " 不推诿。\n\n 不拖延。 "),))
    assert canonical_text(text)[:4] == "承诺书\n"
    assert "\n一、依法。不推诿。不拖延。\n" in canonical_text(text)


@pytest.mark.parametrize(
    "line",
    [
        "依法办事。不推诿。",
        "一、依法办事。不推诿。",
        "第十一条 依法办事。 不推诿。",
        "12. 依法办事。不推诿。",
    ],
)
def test_numbers_of_clauses_are_read_past(line):
    assert parse_clauses(line) == (Clause("依法办事", "不推诿。"),)


def test_a_long_line_that_is_no_clause_is_named_by_its_first_signs():
    with pytest.raises(BadText) as caught:
        parse_clauses("字" * 30)
    assert caught.value.detail == "字" * 20


def test_a_clause_as_it_is_stored():
    assert Clause("依法", "不推诿。").as_dict() == {"heading": "依法", "text": "不推诿。"}


def test_the_line_for_the_signature_is_no_words():
    sample = (
        "# 说明\n<!-- PLEDGE-BEGIN -->\n致：\n本人：\n一、甲。乙。\n二、丙。丁。\n"
        "完。\n毕。\n承诺人（签名）：　　\n<!-- PLEDGE-END -->\n别的\n"
    )
    assert parse_sample(sample, "书") == PledgeText(
        "书", "致：\n本人：", (Clause("甲", "乙。"), Clause("丙", "丁。")), "完。\n毕。"
    )
