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


WIDE = [
    "工号", "县", "乡镇", "村", "姓名", "性别", "民族", "身份证号", "岗位", "类别", "学历",
    "手机号", "上岗时间", "备注",
]  # fmt: skip


def wide(**changes) -> list:
    values = {
        "staff_number": "yx1", "county": "峨山县", "township": "双江街道", "village": "甸末村",
        "name": "张三", "sex": "男", "ethnicity": "彝", "id_number": an_id(), "post": "民政助理",
        "category": "协理员", "education": "大专", "mobile": 13812345678, "started_on": "2024.5",
        "note": "兼职",
    }  # fmt: skip
    return list({**values, **changes}.values())


def test_every_column_comes_through():
    table = read(wide(), head=WIDE)
    assert table.problems == ()
    assert table.rows == (
        RosterRow(
            sheet="Sheet1",
            row=2,
            name="张三",
            organisation=3,
            staff_number="YX1",
            id_number=an_id(),
            mobile="13812345678",
            sex="male",
            ethnicity="彝族",
            education="大专",
            category="coordinator",
            post="民政助理",
            village="甸末村",
            note="兼职",
            started_on=date(2024, 5, 1),
        ),
    )


@pytest.mark.parametrize(
    ("field", "bad", "code"),
    [
        ("name", None, "name_empty"),
        ("staff_number", "工号", "staff_number_form"),
        ("id_number", "1", "id_length"),
        ("mobile", "1", "mobile"),
        ("sex", "先生", "sex"),
        ("ethnicity", "族" * 21, "too_long"),
        ("education", "学" * 21, "too_long"),
        ("category", "编外", "category"),
        ("post", "岗" * 61, "too_long"),
        ("village", "村" * 61, "too_long"),
        ("note", "注" * 201, "too_long"),
        ("started_on", "去年", "date"),
        ("township", "桃园乡", "township_unknown"),
        ("township", "乡" * 61, "too_long"),
    ],
)
def test_each_column_that_is_wrong_is_named(field, bad, code):
    table = read(wide(), wide(**{field: bad}), head=WIDE)
    assert [(p.sheet, p.row, p.field, p.code) for p in table.problems] == [
        ("Sheet1", 3, field, code)
    ]
    assert [row.row for row in table.rows] == [2]


@pytest.mark.parametrize(
    ("field", "longest"), [("education", 20), ("note", 200), ("village", 60), ("post", 60)]
)
def test_so_long_a_cell_may_be(field, longest):
    (row,) = read(wide(**{field: "长" * longest}), head=WIDE).rows
    assert getattr(row, field) == "长" * longest


def test_blank_cells_say_nothing():
    blank = dict.fromkeys(
        ["village", "sex", "ethnicity", "post", "category", "education", "mobile", "started_on"]
    )
    (row,) = read(wide(**blank, note=None, id_number=None), head=WIDE).rows
    assert row == RosterRow("Sheet1", 2, "张三", 3, staff_number="YX1")


@pytest.mark.parametrize(
    ("category", "post"),
    [
        ("协理员", "社会救助协理员"),
        ("经办人员", "社会救助经办"),
        ("入户核查", "入户核查员"),
        ("领导", "分管领导"),
        (None, ""),
    ],
)
def test_without_a_post_it_is_the_one_of_the_category(category, post):
    (row,) = read(wide(post=None, category=category), head=WIDE).rows
    assert row.post == post


def test_the_id_number_answers_for_a_blank_sex():
    (row,) = read(wide(sex=None), head=WIDE).rows
    assert row.sex == "male"
    (problem,) = read(wide(sex="女"), head=WIDE).problems
    assert (problem.field, problem.code) == ("sex", "sex_mismatch")


@pytest.mark.parametrize(
    ("staff_number", "identity", "is_known"),
    [
        ("YX1", None, True),
        (None, an_id(), True),
        (None, None, False),
        (" ", " ", False),
        (0, "", False),
    ],
)
def test_one_of_both_numbers_is_needed(staff_number, identity, is_known):
    table = read(wide(staff_number=staff_number, id_number=identity), head=WIDE)
    assert ("identity_empty" not in [p.code for p in table.problems]) is is_known


@pytest.mark.parametrize(
    ("row", "is_read"),
    [
        (["总计", 3], False),
        (["共计：3人"], False),
        (["小　计"], False),
        (["计划", None, "双江街道", "合 计"], False),
        (["注：以上"], False),
        (["说明：以上"], False),
        (["填表人：张三", "1", "2", "3", "4", "5"], False),
        (["填表人：张三", "1", "2", "3", "4", "5", "6"], True),
        (["填报单位：峨山"], False),
        (["联系电话：0877"], False),
        (["合作社", None, None, "李四"], True),
    ],
)
def test_what_stands_below_a_table_is_no_person(row, is_read):
    table = read(line(), row)
    assert len(table.rows) == 1
    assert bool(table.problems) is is_read


def test_a_numbered_line_is_furniture_only_where_there_is_a_serial_column():
    head = ["姓名", "工号", "乡镇"]
    table = read(["张三", "YX1", "双江街道"], [None, "YX2"], head=head)
    assert {(p.row, p.field) for p in table.problems} >= {(3, "name")}


def test_rows_are_numbered_as_the_file_has_them():
    table = read(line(), [], line(name="李四", id=an_id(3)))
    assert [row.row for row in table.rows] == [2, 4]


UNITS = ["姓名", "工号", "单位"]


def organisations(*rows, sheet="Sheet1", head=UNITS) -> list:
    table = read_table(sheet, [*rows[:-1], head, rows[-1]], places=PLACES, today=TODAY)
    return [row.organisation for row in table.rows] or [p.code for p in table.problems]


def test_the_unit_of_the_row_goes_before_the_name_of_the_sheet():
    assert organisations(["张三", "YX1", "玉溪市"], sheet="双江街道") == [1]
    assert organisations(["张三", "YX1", None], sheet="双江街道") == [3]
    assert organisations(["张三", "YX1", "火星"], sheet="双江街道") == ["place_unknown"]


def test_the_sheet_goes_before_who_filled_it_in():
    above = ["填报单位（盖章）：峨山县民政局"]
    assert organisations(above, ["张三", "YX1", None], sheet="双江街道") == [3]
    assert organisations(above, ["张三", "YX1", None]) == [2]


def test_where_a_column_names_the_township_the_sheet_does_not():
    head = ["姓名", "工号", "乡镇"]
    assert organisations(["张三", "YX1", None], sheet="双江街道", head=head) == ["place_empty"]
    above = ["填报单位: 峨山县"]
    assert organisations(above, ["张三", "YX1", None], sheet="双江街道", head=head) == [2]
