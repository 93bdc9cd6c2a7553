import pytest
from django.utils import translation

from pledges.rounds.engine.diff import Kind, Run
from pledges.rounds.templatetags.rounds_tags import marked


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        (Kind.SAME, "不收礼"),
        (Kind.ADDED, '<ins><span class="visually-hidden">added: </span>不收礼</ins>'),
        (Kind.REMOVED, '<del><span class="visually-hidden">removed: </span>不收礼</del>'),
    ],
)
def test_a_change_is_marked_for_eye_and_ear(kind, html):
    with translation.override("en"):
        assert marked(Run(kind, "不收礼")) == html


def test_the_words_of_a_pledge_are_no_markup():
    assert marked(Run(Kind.SAME, "<b>")) == "&lt;b&gt;"
