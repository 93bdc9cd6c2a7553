import pytest

from reminders.subjects import REMINDABLE, kind_of


def test_the_word_before_the_colon_finds_the_kind():
    assert kind_of("envelope:7Q2K") is REMINDABLE.get("envelope")
    with pytest.raises(LookupError):
        kind_of("nobody:1")


@pytest.mark.parametrize("word", [kind.word for kind in REMINDABLE])
def test_every_kind_stands_under_its_own_word_and_copes_with_nothing(word, db, at):
    kind = REMINDABLE.get(word)
    assert kind.word == word
    assert list(kind.asked(at)) == []
    assert dict(kind.words([])) == dict(kind.words([f"{word}:gone"])) == {}
    kind.note([], at)
