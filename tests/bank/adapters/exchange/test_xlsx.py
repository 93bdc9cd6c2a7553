import csv
from io import StringIO
from pathlib import Path

import pytest

from bank.adapters.exchange.xlsx import COLUMNS, NotAQuestionFile, read_questions, to_cells
from bank.engine.items import Kind
from cms.lib.tables.uploads import Upload, UploadRefused
from cms.lib.tables.writing import write_table

ROOT = Path(__file__).resolve().parents[4]
REAL = ROOT / "bank" / "demo" / "data" / "questions.csv"
GOOD = ["单选题", "题干一", "甲", "乙", "", "", "", "", "B", "解析", "总则", "1", "第二条[已核]"]


def csv_upload(*rows, encoding="utf-8-sig", head=COLUMNS) -> Upload:
    out = StringIO()
    csv.writer(out).writerows([head, *rows])
    return Upload("csv", out.getvalue().encode(encoding), "题目.csv")


def changed(**cells) -> list[str]:
    return [cells.get(name, value) for name, value in zip(COLUMNS, GOOD, strict=True)]


def test_the_real_file_reads_without_errors():
    file = read_questions(Upload("csv", REAL.read_bytes(), "questions.csv"))
    assert file.errors == ()
    kinds = [row.content.kind for row in file.rows]
    assert [kinds.count(kind) for kind in Kind] == [15, 10, 8, 4, 2, 1]
    assert len({row.topic for row in file.rows}) == 16
    assert file.rows[0].content.key == "B"
    assert "\n" in file.rows[37].content.stem


def test_rows_survive_the_way_out_and_back():
    file = read_questions(Upload("csv", REAL.read_bytes(), "questions.csv"))
    cells = [to_cells(row) for row in file.rows]
    data = write_table(COLUMNS, cells)
    again = read_questions(Upload("xlsx", data, "题目.xlsx"))
    assert again.errors == ()
    assert again.rows == file.rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_chinese_offices(encoding):
    assert read_questions(csv_upload(GOOD, encoding=encoding)).rows[0].content.stem == "题干一"


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"答案": ""}, "答案", "key_missing"),
        ({"答案": "C"}, "答案", "key_unknown_choice"),
        ({"答案": "AB"}, "答案", "key_not_one"),
        ({"题干": ""}, "题干", "stem_missing"),
        ({"题型": "选择题"}, "题型", "kind_unknown"),
        ({"知识点": ""}, "知识点", "topic_missing"),
        ({"难度": "4"}, "难度", "difficulty_unknown"),
        ({"依据": ""}, "依据", "basis_missing"),
        ({"选项B": ""}, "选项A", "choices_few"),
    ],
)
def test_a_fault_is_named_with_row_and_column(cells, column, code):
    file = read_questions(csv_upload(GOOD, changed(**{"题干": "题干二", **cells})))
    assert [(error.row, error.column, error.code) for error in file.errors][:1] == [
        (3, column, code)
    ]
    assert [row.row for row in file.rows] == [2]


def test_a_stem_that_stands_twice_is_named_with_its_first_row():
    (error,) = read_questions(csv_upload(GOOD, changed(题干=" 题干 一"))).errors
    assert (error.row, error.code) == (3, "stem_repeats")
    assert "2" in str(error.text)


def test_blank_rows_are_passed_over_and_still_counted():
    file = read_questions(csv_upload([""] * 13, GOOD))
    assert [row.row for row in file.rows] == [3]


def test_missing_columns_are_named():
    with pytest.raises(NotAQuestionFile) as refusal:
        read_questions(csv_upload(GOOD, head=["题型", "题目", *COLUMNS[2:]]))
    assert "题干" in str(refusal.value)


def test_an_empty_table_is_refused():
    with pytest.raises(UploadRefused):
        read_questions(Upload("csv", b"", "空.csv"))
