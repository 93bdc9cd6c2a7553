from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.engine.identity import check_digit
from staff.engine.roster import cells
from staff.engine.roster.cells import BadCell

TODAY = date(2026, 11, 23)


def code_of(read, *args, **options) -> str:
    with pytest.raises(BadCell) as caught:
        read(*args, **options)
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (None, ""), (" 张　三 ", "张 三"), (3.0, "3"), (3, "3"), (2.5, "2.5"), ("a\u200bb", "ab"),
    ],
)  # fmt: skip
def test_text(cell, found):
    assert cells.text(cell) == found


def test_text_too_long():
    assert code_of(cells.text, "长" * 61) == "too_long"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("张　三", "张三"),
        ("多•吉", "多·吉"),
        ("王㛃", "王㛃"),
        ("李𬭎", "李𬭎"),
        ("买买提·艾力", "买买提·艾力"),
    ],
)
def test_name(cell, found):
    assert cells.name(cell) == found


@pytest.mark.parametrize(
    ("cell", "code"), [(None, "name_empty"), ("张" * 51, "name_long"), ("张\ue000", "name_private")]
)
def test_bad_name(cell, code):
    assert code_of(cells.name, cell) == code


@pytest.mark.parametrize(
    ("cell", "found"), [("yx00012", "YX00012"), ("ＹＸ１", "YX1"), (12, "12"), (None, "")]
)
def test_staff_number(cell, found):
    assert cells.staff_number(cell) == found


def test_bad_staff_number():
    assert code_of(cells.staff_number, "工号12") == "staff_number_form"


@pytest.mark.parametrize(
    "cell", ["11010519491231002x", " １１０１０５19491231002X ", "110105 19491231 002X"]
)
def test_id_number(cell):
    found = cells.id_number(cell, today=TODAY)
    assert (found.text, found.born, found.sex) == (
        "11010519491231002X", date(1949, 12, 31), "female",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (530426199001011000, "id_as_number"),
        (5.30426199001011e17, "id_as_number"),
        (Decimal("530426199001011234"), "id_as_number"),
        ("5.30426E+17", "id_as_number"),
        ("530***********002X", "id_masked"),
        ("110105491231002", "id_old"),
        ("1101051949123100", "id_length"),
        ("11010519491231ABCX", "id_digits"),
        ("11010519491331002X", "id_birth"),
        ("110105194912310021", "id_check_digit"),
    ],
)
def test_bad_id_number(cell, code):
    assert code_of(cells.id_number, cell, today=TODAY) == code


def test_a_blank_id_number_is_none():
    assert cells.id_number(None, today=TODAY) is None
    assert cells.id_number("  ", today=TODAY) is None


@given(
    st.integers(100000, 999999),
    st.dates(date(1930, 1, 1), date(2005, 12, 31)),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(0, 9),
)
def test_every_single_wrong_digit_is_caught(region, born, serial, position, digit):
    first = f"{region}{born:%Y%m%d}{serial:03d}"
    good = first + check_digit(first)
    assert cells.id_number(good, today=TODAY).text == good
    wrong = good[:position] + str(digit) + good[position + 1 :]
    if wrong != good:
        assert code_of(cells.id_number, wrong, today=TODAY).startswith("id_")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (13812345678, "13812345678"),
        (13812345678.0, "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        (None, ""),
    ],
)
def test_mobile(cell, found):
    assert cells.mobile(cell) == found


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.38E+10", "mobile_scientific"),
        ("12812345678", "mobile"),
        ("138****5678", "mobile_masked"),
        ("0877-2012345", "mobile"),
    ],
)
def test_bad_mobile(cell, code):
    assert code_of(cells.mobile, cell) == code


def test_sex_follows_the_id_number():
    woman = cells.id_number("11010519491231002X", today=TODAY)
    assert cells.sex(None, woman) == "female"
    assert cells.sex("女", woman) == "female"
    assert cells.sex("男", None) == "male"
    assert code_of(cells.sex, "男", woman) == "sex_mismatch"
    assert code_of(cells.sex, "先生", None) == "sex"


@pytest.mark.parametrize(
    ("cell", "found"),
    [("彝", "彝族"), ("彝族", "彝族"), ("哈尼", "哈尼族"), ("穿青人", "穿青人"), (None, "")],
)
def test_ethnicity(cell, found):
    assert cells.ethnicity(cell) == found


@pytest.mark.parametrize(
    ("cell", "post", "found"),
    [
        ("协理员", "", "coordinator"),
        ("经办人员", "", "caseworker"),
        (None, "社会救助协理员", "coordinator"),
        (None, "入户核查员", "home_visitor"),
        ("分管领导", "副镇长", "leader"),
        (None, "民政助理", "caseworker"),
        (None, "会计", ""),
        (None, "", ""),
    ],
)  # fmt: skip
def test_category(cell, post, found):
    assert cells.category(cell, post) == found


def test_an_unknown_category_is_a_problem():
    assert code_of(cells.category, "编外", "社会救助协理员") == "category"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (2024.5, date(2024, 5, 1)),
        ("2024.5", date(2024, 5, 1)),
        ("2024.10", date(2024, 10, 1)),
        ("2024年5月", date(2024, 5, 1)),
        ("2024年05月06日", date(2024, 5, 6)),
        ("2024-5-6", date(2024, 5, 6)),
        ("2024/05", date(2024, 5, 1)),
        ("20240506", date(2024, 5, 6)),
        ("202405", date(2024, 5, 1)),
        (202405, date(2024, 5, 1)),
        ("２０２４．５", date(2024, 5, 1)),
        ("2019年", date(2019, 1, 1)),
        (2019, date(2019, 1, 1)),
        (45413, date(2024, 5, 1)),
        ("45413", date(2024, 5, 1)),
        (45413.5, date(2024, 5, 1)),
        (datetime.fromisoformat("2024-05-06 08:00"), date(2024, 5, 6)),
        (date(2024, 5, 6), date(2024, 5, 6)),
        (None, None),
        (" ", None),
    ],
)
def test_day(cell, found):
    assert cells.day(cell, today=TODAY) == found


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (2024.1, "date_ambiguous"),
        ("2024.13", "date"),
        ("去年", "date"),
        ("2024-02-30", "date"),
        ("2027-01-01", "date_range"),
        ("1899.5", "date_range"),
    ],
)
def test_bad_day(cell, code):
    assert code_of(cells.day, cell, today=TODAY) == code


@given(st.dates(cells.EARLIEST, TODAY))
def test_every_way_of_writing_a_day_means_that_day(day):
    ways = [f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}"]  # fmt: skip
    assert {cells.day(way, today=TODAY) for way in ways} == {day}
    serial = (day - cells.EXCEL_EPOCH).days
    assert cells.day(serial, today=TODAY) == day


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1960-01-01", date(1960, 1, 1)),
        ("2026-11-23", TODAY),
        (1960, date(1960, 1, 1)),
        ("2024年", date(2024, 1, 1)),
        ("2024.12", date(2024, 12, 1)),
        ("2024.1", date(2024, 1, 1)),
        (2024.11, date(2024, 11, 1)),
        (2024.2, date(2024, 2, 1)),
        ("2024。5－6", date(2024, 5, 6)),
        (datetime.fromisoformat("2026-11-23 23:59"), TODAY),
    ],
)
def test_a_day_at_the_edge(cell, found):
    assert cells.day(cell, today=TODAY) == found


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1959-12-31", "date_range"),
        ("2026-11-24", "date_range"),
        (date(1959, 12, 31), "date_range"),
        (1960.1, "date_ambiguous"),
        (2099.1, "date_ambiguous"),
        (1959.1, "date_range"),
        (2100.1, "date_range"),
        ("20241301", "date"),
        ("202413", "date"),
        ("2024-5-32", "date"),
        ("0000", "date"),
        ("2024.05.06.07", "date"),
        ("5月6日", "date"),
        (True, "date"),
    ],
)
def test_no_day_at_the_edge(cell, code):
    assert code_of(cells.day, cell, today=TODAY) == code


@pytest.mark.parametrize("whole", [45413, 45413.0, "45413.9", 45413.99])
def test_a_count_of_days_leaves_the_hours_out(whole):
    assert cells.day(whole, today=TODAY) == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("read", "longest", "code"),
    [
        (cells.text, 60, "too_long"),
        (cells.name, 50, "name_long"),
        (cells.ethnicity, 20, "too_long"),
    ],
)
def test_so_long_and_no_longer(read, longest, code):
    assert read("长" * longest) == "长" * longest
    assert code_of(read, "长" * (longest + 1)) == code


def test_how_long_it_may_be_is_said():
    with pytest.raises(BadCell) as caught:
        cells.text("长" * 6, longest=5)
    assert caught.value.params == {"longest": 5}
    assert cells.text("长" * 5, longest=5) == "长" * 5
    assert cells.text(" " + "长" * 5 + " ", longest=5) == "长" * 5


def test_a_very_long_name_is_a_long_name_up_to_two_hundred():
    assert code_of(cells.name, "长" * 200) == "name_long"
    assert code_of(cells.name, "长" * 201) == "too_long"


def test_a_staff_number_has_at_most_twenty_signs():
    assert cells.staff_number("a" * 20) == "A" * 20
    assert code_of(cells.staff_number, "a" * 21) == "staff_number_form"


def test_how_long_a_wrong_id_number_is_is_said():
    with pytest.raises(BadCell) as caught:
        cells.id_number("1101051949123100", today=TODAY)
    assert caught.value.params == {"length": 16}


@pytest.mark.parametrize(
    ("cell", "found"),
    [("男", "male"), ("男性", "male"), ("女", "female"), ("女性", "female"), (None, ""), (" ", "")],
)
def test_a_sex_without_an_id_number(cell, found):
    assert cells.sex(cell, None) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("入户核查", "home_visitor"),
        ("入户", "home_visitor"),
        ("负责人", "leader"),
        ("主任", "leader"),
        ("局长", "leader"),
        ("副乡长", "leader"),
        ("副镇长", "leader"),
        ("民政助理", "caseworker"),
        ("工作人员", "caseworker"),
        ("社会救助", "caseworker"),
        ("社会救助协理员", "coordinator"),
    ],
)
def test_each_sign_of_a_category(cell, found):
    assert cells.category(cell, "") == found
    assert cells.category(None, cell) == found


def test_every_category_has_the_post_it_usually_is():
    assert set(cells.POSTS) == {code for code, _signs in cells.CATEGORIES}


def test_the_peoples_are_fifty_six():
    assert len(cells.PEOPLES) == 56
    assert cells.ethnicity("汉") == "汉族"
