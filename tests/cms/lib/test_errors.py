"""The refusals that all apps share: a code for machines, words for people."""

import pytest
from django.utils import translation

from cms.lib.errors import DomainError, MovedOn, ReasonMissing, TwoPeople, need_reason


class TooMany(DomainError):
    code = "too_many"
    message = "Only %(most)d."


def test_a_refusal_fills_its_words_and_keeps_what_it_was_told():
    refusal = TooMany(most=3)
    assert (str(refusal), refusal.code, refusal.params) == ("Only 3.", "too_many", {"most": 3})


def test_a_refusal_speaks_the_language_of_whoever_reads_it():
    refusal = ReasonMissing()
    with translation.override("zh-hans"):
        assert str(refusal) == "请填写原因。"
    with translation.override("en"):
        assert str(refusal) == "Say why."


def test_two_people_says_which_two():
    assert str(TwoPeople("Two visit together.")) == "Two visit together."
    assert TwoPeople().code == TwoPeople("Two visit together.").code == "two_people"


def test_who_moved_on_is_told_to_reload():
    assert MovedOn.code == "moved_on"
    with translation.override("en"):
        assert "Reload" in str(MovedOn())


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\u3000\u3000", "\u00a0"])
def test_a_blank_reason_is_none(blank):
    with pytest.raises(ReasonMissing):
        need_reason(blank)


def test_a_reason_is_stripped_and_cut():
    assert need_reason(" \u3000调岗 \n") == "调岗"
    assert need_reason("长" * 300) == "长" * 200
