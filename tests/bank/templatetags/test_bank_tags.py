"""Every kind of item in every place that asks one."""

import re
from dataclasses import replace

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from bank.engine.items import Asked, ItemContent, Kind, asked
from bank.templatetags.bank_tags import LOOKS, Use, item_answer, item_template

STEM = "申请低保应当____、____的是<谁>"
CHOICES = ("户主本人", "邻居", "代理人 & 亲属")
CONTENTS = {
    Kind.SINGLE: ItemContent(Kind.SINGLE, STEM, "B", CHOICES),
    Kind.MULTIPLE: ItemContent(Kind.MULTIPLE, STEM, "AB", CHOICES),
    Kind.JUDGEMENT: ItemContent(Kind.JUDGEMENT, STEM, "错误"),
    Kind.BLANK: ItemContent(Kind.BLANK, STEM, "如实答案|按时答案"),
    Kind.CASE: ItemContent(Kind.CASE, STEM, "参考答案在此"),
    Kind.EXERCISE: ItemContent(Kind.EXERCISE, STEM, "A1=22.50;A2=10"),
}
ON_SCREEN = [use for use in Use if use is not Use.PAPER]
INPUTS = {  # type and value of each input, as the exam page's script reads them
    Kind.SINGLE: [("radio", letter) for letter in "ABC"],
    Kind.MULTIPLE: [("checkbox", letter) for letter in "ABC"],
    Kind.JUDGEMENT: [("radio", "T"), ("radio", "F")],
    Kind.BLANK: [("text", None), ("text", None)],
    Kind.CASE: [],
    Kind.EXERCISE: [],
}


def shown(kind: Kind, use: Use, **values) -> str:
    return item_answer(asked(CONTENTS[kind]), use, **{"ref": 7, **values})


def inputs(html: str) -> list[dict[str, str | None]]:
    """The attributes of every input; those without a value are there with None."""
    found = []
    for tag in re.findall(r"<input\b([^>]*)>", html):
        pairs = re.findall(r'([\w-]+)(?:="([^"]*)")?', tag)
        found.append({name: value or None for name, value in pairs})
    return found


@pytest.mark.parametrize("use", list(Use))
@pytest.mark.parametrize("kind", list(Kind))
class TestEveryKindInEveryPlace:
    def test_it_has_a_template_of_its_own(self, kind, use):
        name = item_template(kind, use)
        assert name.endswith(f"/{kind.value}.html")
        assert get_template(name).template.name == name

    def test_it_shows_the_stem_and_every_choice_escaped(self, kind, use):
        html = shown(kind, use)
        assert "申请低保应当____、____的是&lt;谁&gt;" in html
        for text in asked(CONTENTS[kind]).choices and ("户主本人", "邻居", "代理人 &amp; 亲属"):
            assert html.count(text) == 1

    def test_it_never_shows_the_key(self, kind, use):
        html = shown(kind, use)
        assert "答案" not in html
        assert "22.50" not in html.replace("A1=22.50。", "").replace("A1=22.50.", "")
        assert "checked" not in html

    def test_another_choice_of_words_changes_nothing(self, kind, use):
        """What people see of an item does not depend on which choice is right."""
        other = replace(CONTENTS[kind], key="A", rationale="别的")
        assert item_answer(asked(other), use, ref=7) == shown(kind, use)


@pytest.mark.parametrize("use", ON_SCREEN)
@pytest.mark.parametrize("kind", list(Kind))
class TestOnScreen:
    def test_its_inputs_are_named_by_its_number(self, kind, use):
        html = shown(kind, use)
        assert [(field["type"], field.get("value")) for field in inputs(html)] == INPUTS[kind]
        assert {field["name"] for field in inputs(html)} <= {"item-7"}
        areas = re.findall(r"<textarea\b([^>]*)>", html)
        written = kind in {Kind.CASE, Kind.EXERCISE}
        assert len(areas) == written
        for area in areas:
            assert 'name="item-7"' in area
            assert 'id="item-7"' in area
            assert 'maxlength="10000"' in area

    def test_its_stem_can_be_focused_and_names_the_inputs(self, kind, use):
        html = shown(kind, use)
        tag = "label" if kind in {Kind.CASE, Kind.EXERCISE} else "legend"
        (stem,) = re.findall(rf'<{tag} [^>]*id="stem-7"[^>]*>', html)
        assert 'tabindex="-1"' in stem
        assert f'class="{LOOKS[use].stem}"' in stem
        assert (tag == "label") == ('for="item-7"' in stem)

    def test_a_preview_takes_no_answer_and_the_others_do(self, kind, use):
        html = shown(kind, use)
        fields = len(inputs(html)) + html.count("<textarea")
        disabled = len(re.findall(r"\bdisabled\b", html))
        assert disabled == (fields if use is Use.PREVIEW else 0)


def test_the_exam_page_focuses_the_stem_by_its_class():
    assert 'class="item__stem"' in shown(Kind.SINGLE, Use.EXAM)


def test_letters_are_shown_where_answers_are_spoken_of_by_letter():
    assert "<strong>A.</strong>" in shown(Kind.SINGLE, Use.EXAM)
    assert "<strong>A.</strong>" not in shown(Kind.SINGLE, Use.LESSON)


def test_a_lesson_asks_for_one_choice_before_it_is_sent():
    assert {"required" in field for field in inputs(shown(Kind.SINGLE, Use.LESSON))} == {True}
    assert {"required" in field for field in inputs(shown(Kind.MULTIPLE, Use.LESSON))} == {False}
    assert {"required" in field for field in inputs(shown(Kind.SINGLE, Use.EXAM))} == {False}


def test_each_gap_has_a_label_of_its_own():
    html = shown(Kind.BLANK, Use.EXAM)
    assert re.findall(r'for="(item-7-\d)"', html) == ["item-7-1", "item-7-2"]
    assert [field["id"] for field in inputs(html)] == ["item-7-1", "item-7-2"]


def test_an_exercise_says_how_results_are_written():
    html = shown(Kind.EXERCISE, Use.EXAM)
    assert 'id="hint-7"' in html
    assert 'aria-describedby="hint-7"' in html


def test_paper_prints_the_number_the_points_and_the_lettered_choices():
    html = shown(Kind.MULTIPLE, Use.PAPER, points="2.5")
    assert "<strong>7.</strong>" in html
    assert "（2.5 分）" in html
    assert '<p class="choices">B. 邻居</p>' in html
    assert "<input" not in html


@pytest.mark.parametrize(("kind", "use"), [("essay", "exam"), ("", "exam"), ("single", "tattoo")])
def test_what_nobody_knows_is_an_error_and_never_a_gap_text(kind, use):
    with pytest.raises(ValueError, match="is not a valid"):
        item_answer(Asked(kind, "题干"), use)


def test_templates_ask_with_one_tag():
    page = Template('{% load bank_tags %}{% item_answer item "exam" ref=3 %}')
    html = page.render(Context({"item": asked(CONTENTS[Kind.JUDGEMENT])}))
    assert [field["name"] for field in inputs(html)] == ["item-3", "item-3"]
