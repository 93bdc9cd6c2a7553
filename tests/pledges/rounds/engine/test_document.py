import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.lib.chinese import numeral
from cms.lib.dates import chinese_date, term_end
from evidence.engine.wording import BadText
from pledges.rounds.engine.document import (
    FIELDS,
    Clause,
    PledgeText,
    canonical_text,
    check,
    clauses_as_text,
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
