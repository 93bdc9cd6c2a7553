import pytest

from bank.models.items import Item

FIELD = Item._meta.get_field("choices").formfield()


def test_one_choice_per_line_and_empty_lines_are_no_choices():
    assert FIELD.clean(" 甲 \r\n\n乙\n") == ["甲", "乙"]
    assert FIELD.clean("") == []
    assert FIELD.clean(["甲"]) == ["甲"]


def test_the_widget_writes_the_lines_back():
    assert FIELD.widget.format_value(["甲", "乙"]) == "甲\n乙"
    assert FIELD.widget.format_value("甲\n") == "甲\n"  # what was typed, after an error elsewhere


@pytest.mark.parametrize(("data", "changed"), [("甲\n乙", False), ("乙\n甲", True), ("甲", True)])
def test_a_change_is_noticed(data, changed):
    assert FIELD.has_changed(["甲", "乙"], data) is changed
