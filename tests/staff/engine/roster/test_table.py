from datetime import date

import pytest

from staff.engine.identity import check_digit
from staff.engine.roster.places import Place, Places
from staff.engine.roster.table import Problem, RosterRow, read_table

TODAY = date(2026, 11, 23)
PLACES = Places(
    [
        Place(1, "530400", "city", None, ("玉溪市",)),
        Place(2, "530426", "county", 1, ("峨山县", "峨山县民政局")),
        Place(3, "530426001", "township", 2, ("双江街道",)),
    ]
)
HEAD = [
    "序号",
    "县(市、区)",
    "乡镇(街道)",
    "姓名",
    "身份证号",
    "人员类别",
    "手机号",
    "从事救助工作时间",
]


def an_id(serial: int = 1) -> str:
    first = f"53042619900101{serial:03d}"
    return first + check_digit(first)


def line(name="张三", **changes) -> list:
    values = {
        "serial": 1, "county": "峨山县", "township": "双江街道", "name": name, "id": an_id(),
        "category": "经办人员", "mobile": 13812345678, "started": 2024.5,
    }  # fmt: skip
    return list({**values, **changes}.values())


def read(*rows, sheet="Sheet1", head=HEAD):
    return read_table(sheet, [head, *rows], places=PLACES, today=TODAY)


def test_one_clean_row():
    table = read(line())
    assert table.problems == ()
    assert table.rows == (
        RosterRow(
            "Sheet1", 2, "张三", 3,
            id_number=an_id(), mobile="13812345678", sex="male", category="caseworker",
            post="社会救助经办", started_on=date(2024, 5, 1),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    "furniture",
    [
        [],
        [None, "  "],
        ["合计", None, None, "12人"],
        ["合　计", 12],
        [None, None, None, "合计"],
        ["小计", 3],
        HEAD,
        ["填表人：张三", None, None, "审核人：李四", None, None, "联系电话：0877-1"],
        ["注：身份证号请填写完整"],
        [7],
    ],
)
def test_furniture_is_passed_over(furniture):
    table = read(line(), furniture)
    assert (len(table.rows), table.problems) == (1, ())


def test_every_problem_of_a_row_is_named_by_field():
    bad = line(name=None, id=an_id()[:-1] + "A", township="桃园乡", mobile="1", started="去年")
    table = read(line(), bad)
    assert len(table.rows) == 1
    assert {(p.row, p.field, p.code) for p in table.problems} == {
        (3, "name", "name_empty"),
        (3, "id_number", "id_digits"),
        (3, "township", "township_unknown"),
        (3, "mobile", "mobile"),
        (3, "started_on", "date"),
    }


def test_a_person_needs_an_id_number_or_a_staff_number():
    (problem,) = read(line(id=" ")).problems
    assert problem == Problem("Sheet1", 2, "id_number", "identity_empty")
    named = read(["YX00001", "张三", "双江街道"], head=["工号", "姓名", "乡镇"])
    assert [row.staff_number for row in named.rows] == ["YX00001"]


def test_a_sheet_per_township_names_the_township():
    table = read(["张三", an_id(), "经办"], head=["姓名", "身份证号", "类别"], sheet="双江街道")
    assert [row.organisation for row in table.rows] == [3]


def test_the_unit_above_the_table_is_the_last_resort():
    rows = [
        ["名册"],
        ["填报单位：峨山县民政局 2026年"],
        ["姓名", "身份证号", "类别"],
        ["张三", an_id(), "经办"],
    ]
    (row,) = read_table("Sheet1", rows, places=PLACES, today=TODAY).rows
    assert (row.organisation, row.row) == (2, 4)


def test_no_place_at_all_is_a_problem():
    table = read(["张三", an_id(), "经办"], head=["姓名", "身份证号", "类别"])
    assert [problem.code for problem in table.problems] == ["place_empty"]


def test_a_sheet_without_a_head_is_one_problem():
    table = read_table("封面", [["说明"], ["如题"]], places=PLACES, today=TODAY)
    assert (table.problems, table.head) == ((Problem("封面", 1, "", "no_head"),), None)


def test_short_rows_and_missing_columns_are_blank_cells():
    table = read(line()[:6])
    assert (table.rows[0].mobile, table.rows[0].started_on) == ("", None)
