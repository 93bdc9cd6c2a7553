import pytest
from django.utils.translation import override

from evidence.subjects import CHAINS, SUBJECTS, code_of, event_label, file_label, kind_of
from tests.evidence.letters import Letters


def test_a_subject_is_a_word_and_a_code():
    assert kind_of("custody:AB-1").word == "custody"
    assert code_of("custody:AB-1") == "AB-1"


@pytest.mark.parametrize("subject", ["round:3", "consent:1", "stranger:1", ""])
def test_a_chain_without_a_paper_is_no_kind_of_paper(subject):
    with pytest.raises(KeyError):
        kind_of(subject)


def test_no_word_is_registered_twice():
    words = [kind.word for registry in (SUBJECTS, CHAINS) for kind in registry]
    assert len(words) == len(set(words))
    with pytest.raises(ValueError, match="envelope"):
        SUBJECTS.add(kind_of("envelope:1"))


def test_events_and_files_are_called_as_their_app_calls_them():
    with SUBJECTS.lent(Letters().kind), override("en"):
        assert event_label("letter:1", "signed") == "signed by hand"
        assert event_label("envelope:1", "signed") == "signed electronically"
        assert event_label("letter:1", "sealed") == "PDF made and stored"
        assert event_label("letter:1", "unheard") == "unheard"
        assert file_label("letter", "signed") == "letters"
        assert file_label("custody", "paper") == "custody agreements to print"
        assert file_label("letter", "report") == "letter report"
    assert SUBJECTS.get("letter") is None


def test_a_kind_without_files_makes_none(at):
    declaration = kind_of("declaration:1")
    assert (declaration.files, declaration.sealed_kinds) == ((), [])
    assert declaration.make("1", "signed", at) is None
    assert list(declaration.beside()) == []
