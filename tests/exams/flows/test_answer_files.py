from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from cms.lib.errors import ReasonMissing
from exams.engine.answer_file import derive_key, seal
from exams.flows.answer_files import (
    FileRefused,
    Loaded,
    file_key,
    load_answer_file,
)
from exams.flows.invigilation import NothingLate, decide_late
from exams.models.attempt import AnswerEvent, LateEvent
from exams.queries.runs import answers_of, undecided_late
from tests.factories.exams import (
    OTHER,
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    save,
    submit,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def sitting(world, at):
    return make_sitting(make_paper(make_bank(world.city)), at)


@pytest.fixture
def attempt(world, sitting, at):
    return make_attempt(sitting, world.members["staff"], at)


@pytest.fixture
def load(world, at):
    def load(attempt, *events, data=None, reason="手机没有网络", when=at + 2 * HOUR):
        data = data or seal(list(events), file_key(attempt.public_id), attempt.public_id)
        by = world.users["trainer"]
        return load_answer_file(attempt=attempt, data=data, reason=reason, by=by, at=when)

    return load


def decide(attempt, world, at, accepted=True):
    by = world.users["trainer"]
    return decide_late(attempt=attempt, accepted=accepted, reason="属实", by=by, at=at)


def test_what_the_server_lacks_waits_for_a_decision_and_then_counts(attempt, world, at, load):
    save(attempt, at, answer(1, 1, "A"))
    submit(attempt, at, last=1)
    found = load(attempt, answer(1, 1, "A"), answer(2, 1, "B"), answer(3, 2, "A", "B"))
    assert found == Loaded(fresh=2, repeats=1)
    assert answers_of(attempt.pk).responses == {1: ("A",)}
    rows = LateEvent.objects.values_list("sequence", "position", "cause", "received_at")
    when = at + 2 * HOUR
    assert list(rows) == [(2, 1, "answer_file", when), (3, 2, "answer_file", when)]
    decide(attempt, world, at)
    assert answers_of(attempt.pk).responses == {1: ("B",), 2: ("A", "B")}


def test_loading_twice_changes_nothing(attempt, load):
    events = [answer(1, 1, "B"), answer(1, 2, "C", client=OTHER)]
    assert load(attempt, *events) == Loaded(fresh=2, repeats=0)
    assert load(attempt, *events) == Loaded(fresh=0, repeats=2)
    assert LateEvent.objects.count() == 2


def test_loading_again_after_the_decision_changes_nothing_either(attempt, world, at, load):
    load(attempt, answer(1, 1, "B"))
    decide(attempt, world, at, accepted=False)
    assert load(attempt, answer(1, 1, "B")) == Loaded(fresh=0, repeats=1)
    assert not undecided_late(attempt.pk).exists()


def test_the_order_of_the_file_is_the_order_of_the_answers(attempt, world, at, load):
    load(attempt, answer(7, 1, "A", client=OTHER), answer(1, 1, "B"), answer(8, 1, "C"))
    decide(attempt, world, at)
    assert answers_of(attempt.pk).responses == {1: ("C",)}


def test_contradictions_are_named_and_left_out(attempt, at, load):
    save(attempt, at, answer(1, 1, "A"))
    found = load(attempt, answer(1, 2, "B"), answer(2, 3, "x", "y"))
    assert found == Loaded(fresh=1, repeats=0, contradicted=(2,))
    assert answers_of(attempt.pk).responses == {1: ("A",)}
    assert LateEvent.objects.get().position == 3
    assert load(attempt, answer(2, 1, "D")).contradicted == (1,)


def test_a_page_that_comes_back_by_itself_leaves_nothing_to_decide(attempt, world, at, load):
    load(attempt, answer(1, 1, "B"), answer(2, 2, "A"))
    save(attempt, at, answer(1, 1, "B"))
    (left,) = undecided_late(attempt.pk)
    assert left.position == 2
    decide(attempt, world, at)
    assert AnswerEvent.objects.count() == 2
    save(attempt, at, answer(2, 2, "A"))
    assert AnswerEvent.objects.count() == 2
    with pytest.raises(NothingLate):
        decide(attempt, world, at)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"hello", "not_ours"), (b"{" + b" " * 6_000_000, "too_large")],
)
def test_a_wrong_file_writes_nothing(attempt, load, data, code):
    before = ModelLogEntry.objects.count()
    with pytest.raises(FileRefused) as refused:
        load(attempt, data=data)
    assert refused.value.code == code
    assert not LateEvent.objects.exists()
    assert ModelLogEntry.objects.count() == before


def test_another_persons_file_is_refused(attempt, sitting, world, at, load):
    other = make_attempt(sitting, world.members["neighbour"], at)
    theirs = seal([answer(1, 1, "B")], file_key(other.public_id), other.public_id)
    with pytest.raises(FileRefused) as refused:
        load(attempt, data=theirs)
    assert refused.value.code == "other_attempt"
    assert not LateEvent.objects.exists()


def test_a_file_made_before_the_secret_was_changed_can_be_loaded(attempt, load, settings):
    settings.EXAMS_ANSWER_FILE_SECRETS = ["new", "old"]
    data = seal([answer(1, 1, "B")], derive_key("old", attempt.public_id), attempt.public_id)
    assert load(attempt, data=data).fresh == 1
    assert file_key(attempt.public_id) == derive_key("new", attempt.public_id)


def test_who_loaded_it_and_why_is_on_record(attempt, world, load):
    with pytest.raises(ReasonMissing):
        load(attempt, answer(1, 1, "B"), reason="  ")
    load(attempt, answer(1, 1, "B"))
    entry = ModelLogEntry.objects.get(action="exams.load_answer_file")
    assert entry.user == world.users["trainer"]
    assert entry.data["reason"] == "手机没有网络"
    assert (entry.data["answers"], entry.data["repeats"]) == (1, 0)


def test_thousands_of_changes_are_no_burden(attempt, load):
    events = [answer(n, 1, str(n)) for n in range(1, 5001)]
    assert load(attempt, *events).fresh == 5000
