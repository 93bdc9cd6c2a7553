import pytest

from staff.engine.roster.head import field_of, find_head, repeats_head

USUAL = [
    "序号", "县(市、区)", "乡镇(街道)", "村(社区)", "姓名", "性别", "民族", "身份证号", "单位",
    "职务/岗位", "人员类别", "学历", "手机号", "从事救助工作时间", "备注",
]  # fmt: skip


def test_the_usual_head_is_known_whole():
    head = find_head([USUAL])
    assert list(head.columns) == [
        "serial", "county", "township", "village", "name", "sex", "ethnicity", "id_number",
        "unit", "post", "category", "education", "mobile", "started_on", "note",
    ]  # fmt: skip
    assert head.data_from == 1


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("县（市、区）", "county"),
        (" 姓　名 ", "name"),
        ("手机号*", "mobile"),
        ("身份证号码（18位）", "id_number"),
        ("岗位", "post"),
        ("工  号", "staff_number"),
        ("家庭住址", None),
        (None, None),
        (3, None),
    ],
)
def test_headings_as_people_write_them(heading, field):
    assert field_of(heading) == field


def test_title_rows_above_are_passed_over():
    rows = [
        ["玉溪市社会救助经办人员名册"],
        ["填报单位：峨山县民政局", None, "2026年11月"],
        [],
        USUAL,
    ]
    assert find_head(rows).data_from == 4


def test_two_row_heads_are_read_together():
    upper = ["序号", "所属地区", None, None, "姓名", "身份证号"]
    lower = [None, "县", "乡镇", "村", None, None]
    head = find_head([["名册"], upper, lower, [1, "峨山县"]])
    assert head.columns == {
        "serial": 0, "county": 1, "township": 2, "village": 3, "name": 4, "id_number": 5,
    }  # fmt: skip
    assert head.data_from == 3


def test_a_merged_two_row_head_spread_over_both_rows():
    upper = ["序号", "所属地区", "所属地区", "姓名", "手机号"]
    lower = ["序号", "县", "乡镇", "姓名", "手机号"]
    assert find_head([upper, lower, [1, "峨山县"]]).data_from == 2


def test_a_one_row_head_does_not_swallow_the_first_person():
    assert find_head([["姓名", "工号", "单位"], ["张三", "YX1", "街道"]]).data_from == 1


@pytest.mark.parametrize("rows", [[], [["姓名", "电话"]], [["甲", "乙", "丙"]], [[None]]])
def test_without_enough_headings_there_is_no_head(rows):
    assert find_head(rows) is None


def test_a_repeated_head_is_noticed():
    assert repeats_head(USUAL)
    assert not repeats_head(["1", "峨山县", "双江街道", "", "张三"])


def test_titles_are_kept_as_they_are_shown_without_blanks_around():
    head = find_head([[" 姓名 ", "工号\n", "单位（全称） "]])
    assert head.titles == {"name": "姓名", "staff_number": "工号", "unit": "单位（全称）"}
    assert head.columns == {"name": 0, "staff_number": 1, "unit": 2}


def test_the_wider_of_two_head_rows_is_read_to_its_end():
    upper = ["所属地区", None, "姓名", "民族", "手机号"]
    lower = ["县", "乡镇"]
    head = find_head([upper, lower, ["峨山县"]])
    assert head.columns == {"county": 0, "township": 1, "name": 2, "ethnicity": 3, "mobile": 4}
    assert find_head([lower, upper]).columns == head.columns


def test_in_one_column_the_lower_heading_wins_alone():
    head = find_head([["乡镇", "姓名", "民族", "性别"], ["县", "姓名", "学历", "备注"]])
    assert head.columns == {
        "township": 0,
        "name": 1,
        "ethnicity": 2,
        "sex": 3,
    }  # one row is as good
    head = find_head([["乡镇", "姓名", "民族"], ["县", "姓名", "学历", "备注"]])
    assert head.columns == {"county": 0, "name": 1, "education": 2, "note": 3}
    assert head.data_from == 2


def test_a_field_named_twice_is_its_first_column():
    head = find_head([["姓名", "联系电话", "手机号", "单位"]])
    assert (head.columns["mobile"], head.titles["mobile"]) == (1, "联系电话")


def test_a_row_without_a_name_is_no_head_however_much_it_names():
    rows = [["县", "乡镇", "民族", "性别", "学历"], [], ["姓名", "工号", "单位"]]
    head = find_head(rows)
    assert (list(head.columns), head.data_from) == (["name", "staff_number", "unit"], 3)
    assert find_head(rows[:1]) is None


def test_of_equal_heads_the_first_is_it():
    rows = [["姓名", "工号", "单位"], ["张三", "1", "a"], ["姓名", "工号", "单位"]]
    assert find_head(rows).data_from == 1


def test_a_later_row_that_names_more_is_it():
    rows = [["姓名", "工号", "单位"], [], ["姓名", "工号", "单位", "民族"]]
    assert find_head(rows).data_from == 3


@pytest.mark.parametrize(("above", "is_found"), [(0, True), (14, True), (15, True), (16, False)])
def test_only_the_first_fifteen_rows_are_searched(above, is_found):
    """The fifteenth together with the one below it."""
    head = find_head([["说明"]] * above + [["姓名", "工号", "单位"]] + [["张三"]] * 9)
    assert (head is not None) is is_found
    assert head is None or head.data_from == above + 1


@pytest.mark.parametrize(
    ("row", "is_head"), [(["姓名", "工号"], False), (["姓名", "工号", "单位"], True)]
)
def test_three_columns_make_a_head(row, is_head):
    assert (find_head([row]) is not None) is is_head
    assert repeats_head(row) is is_head


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        (heading, field)
        for field, headings in {
            "serial": "序号 顺序号",
            "staff_number": "工号 人员编号 职工编号 编号",
            "county": "县市区 区县 所属县 县",
            "township": "乡镇街道 镇街 街道 所属乡镇",
            "village": "村社区 村 社区 行政村",
            "name": "姓名 协理员姓名 名字",
            "sex": "性别",
            "ethnicity": "民族",
            "id_number": "身份证号 公民身份号码 证件号码",
            "unit": "单位 工作单位 机构",
            "post": "职务岗位 岗位 职务",
            "category": "人员类别 类别",
            "education": "学历 文化程度",
            "mobile": "手机号 联系电话 移动电话",
            "started_on": "从事救助工作时间 从业时间 上岗时间",
            "note": "备注 说明",
        }.items()
        for heading in headings.split()
    ],
)
def test_each_usual_word_is_known(heading, field):
    assert field_of(heading) == field


def test_what_stands_in_brackets_is_left_out_only_where_it_must_be():
    assert field_of("职务（岗位）") == "post"
    assert field_of("姓名（曾用名）（必填）") == "name"
    assert field_of("（姓名）") == "name"
    assert field_of("备用（姓名）") is None
