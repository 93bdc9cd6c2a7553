from pathlib import Path

import courses.learning.demo
from bank.engine.faults import faults
from bank.engine.items import ItemContent, Kind
from courses.learning.demo.samples import (
    SampleQuestion,
    read_articles,
    read_lectures,
    read_lessons,
    read_question,
)

TEXT = (Path(courses.learning.demo.__file__).parent / "data" / "lessons.md").read_text("utf-8")


def test_articles_are_named_one_by_one():
    assert read_articles("《社会救助暂行办法》第十一条；《低保办法》第十六条〔待核〕") == (
        ("社会救助暂行办法", "第十一条"),
        ("低保办法", "第十六条"),
    )
    assert read_articles("《民法典》第九百二十二条至第九百二十四条") == tuple(
        ("中华人民共和国民法典", f"第九百二十{n}条") for n in "二三四"
    )
    assert read_articles("本地低保实施细则") == (("本地低保实施细则", ""),)


def test_questions_of_each_kind():
    assert read_question("随堂题（判断）：可以补签。（错误）") == SampleQuestion(
        Kind.JUDGEMENT, "可以补签。", (("正确", False), ("错误", True))
    )
    assert read_question("随堂题（单选）：首先应当？A 不办 B 回避 C 上报。（B）") == SampleQuestion(
        Kind.SINGLE, "首先应当？", (("不办", False), ("回避", True), ("上报", False))
    )
    assert read_question("随堂题（多选）：可以写的有？姓名、病名、电话。（姓名、电话）") == (
        SampleQuestion(
            Kind.MULTIPLE, "可以写的有？", (("姓名", True), ("病名", False), ("电话", True))
        )
    )


def test_a_question_becomes_an_item_with_its_key():
    judged = read_question("随堂题（判断）：可以补签。（错误）").content("当场签字。")
    assert judged == ItemContent(Kind.JUDGEMENT, "可以补签。", "错误", rationale="当场签字。")
    several = read_question("随堂题（多选）：可以写的有？姓名、病名、电话。（姓名、电话）")
    texts = ("姓名", "病名", "电话")
    assert several.content("") == ItemContent(Kind.MULTIPLE, "可以写的有？", "AC", texts)


def test_the_file_holds_six_sound_lessons_and_two_lectures():
    lessons, lectures = read_lessons(TEXT), read_lectures(TEXT)
    assert [lesson.number for lesson in lessons] == [1, 2, 3, 4, 5, 6]
    assert [(lecture.number, len(lecture.steps)) for lecture in lectures] == [(1, 6), (2, 6)]
    for lesson in lessons:
        assert faults(lesson.question.content("因为如此")) == []
        assert lesson.articles
        # Nothing of the spoken script is lost on the way to the page.
        assert "".join(lesson.script) in TEXT
