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
