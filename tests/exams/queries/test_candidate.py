from datetime import timedelta
from decimal import Decimal

import pytest

from bank.engine.items import ItemContent, Kind
from bank.engine.scoring import Verdict
from exams.engine.reveal import Level
from exams.flows.invigilation import give_back
from exams.flows.results import release_results, score_attempt
from exams.models.sitting import Registration, Sitting
from exams.queries.candidate import (
    Stage,
    in_words,
    member_attempts,
    new_results,
    receipt_of,
    result_lines,
    result_of,
    shown_level,
    sitting_cards,
    sitting_is_over,
    stage_of,
)
from exams.queries.runs import answers_of
from tests.factories.exams import make_attempt, make_sitting, register

HOUR = timedelta(hours=1)


@pytest.fixture
def member(world):
    return world.members["staff"]


@pytest.fixture
def scored(sit, member, at):
    attempt = sit(member, right=2)
    score_attempt(attempt_id=attempt.pk, at=at)
    return attempt


def release(sitting, world, at):
    release_results(sitting=sitting, user=world.users["trainer"], at=at)


def cards_of(member, at):
    return sitting_cards(Registration.objects.filter(member=member), at)


class TestCards:
    @pytest.fixture
    def each(self, sitting, member, at):
        """One sitting in each phase."""
        paper = sitting.paper
        upcoming = make_sitting(paper, at, opens_at=at + HOUR, closes_at=at + 2 * HOUR)
        closed = make_sitting(paper, at, opens_at=at - 2 * HOUR, closes_at=at - HOUR)
        running = make_sitting(paper, at)
        register(sitting, member)
        register(upcoming, member)
        register(closed, member)
        make_attempt(running, member, at)
        return [running, sitting, upcoming, closed]

    def test_the_most_urgent_comes_first(self, each, member, at):
        cards = cards_of(member, at)
        assert [card.sitting for card in cards] == each
        assert [card.phase for card in cards] == ["running", "open", "upcoming", "closed"]
        assert [card.may_start for card in cards] == [False, True, False, False]

    def test_an_attempt_whose_time_is_up_does_not_run(self, sitting, member, at):
        make_attempt(sitting, member, at - HOUR, deadline_at=at)
        (card,) = cards_of(member, at)
        assert (card.phase, card.may_start) == ("open", False)

    def test_the_newest_attempt_is_the_latest(self, sitting, sit, member, at):
        first = sit(member)
        second = make_attempt(sitting, member, at, number=2)
        (card,) = cards_of(member, at)
        assert card.attempts == (second, first)
        assert card.latest == second

    def test_another_persons_attempts_are_not_shown(self, sitting, sit, world, member, at):
        register(sitting, member)
        sit(world.members["neighbour"])
        (card,) = cards_of(member, at)
        assert (card.attempts, card.latest, card.may_start) == ((), None, True)

    @pytest.mark.parametrize("number", [1, 3])
    def test_two_queries_however_many_there_are(
        self, sitting, member, at, number, django_assert_num_queries
    ):
        for _place in range(number):
            make_attempt(make_sitting(sitting.paper, at), member, at)
        with django_assert_num_queries(2):
            cards = cards_of(member, at)
            assert [(card.sitting.exam.title, card.sitting.paper.title) for card in cards]
            assert [card.latest.sitting.title for card in cards]
        assert len(cards) == number


class TestStages:
    def test_scoring_then_unreleased(self, sit, member, at):
        attempt = sit(member)
        assert receipt_of(attempt).number
        assert stage_of(result_of(attempt)) == "scoring"
        score_attempt(attempt_id=attempt.pk, at=at)
        assert stage_of(result_of(attempt)) == "unreleased"

    def test_a_result_that_people_must_mark(self, scored):
        result = result_of(scored)
        result.state = "pending"
        assert stage_of(result) == "marking"

    @pytest.mark.parametrize(
        ("stage", "words", "again"),
        [
            ("scoring", "正在评分", True),
            ("marking", "待阅卷", False),
            ("unreleased", "成绩待发布", False),
        ],
    )
    def test_each_says_what_is_waited_for(self, stage, words, again):
        assert str(Stage(stage).wording).startswith(words)
        assert Stage(stage).is_scoring is again

    def test_a_running_attempt_has_no_receipt(self, sitting, member, at):
        assert receipt_of(make_attempt(sitting, member, at)) is None


class TestShown:
    @pytest.fixture
    def reveals(self, scored):
        return Sitting(
            pk=scored.sitting_id,
            show_scored="score",
            show_closed="verdicts",
            reveal="keys",
            opens_at=scored.sitting.opens_at,
            closes_at=scored.sitting.closes_at,
        )

    def test_nothing_before_the_scoring(self, reveals, at):
        assert shown_level(None, reveals, at) is Level.NOTHING

    def test_each_phase_shows_its_level(self, reveals, scored, world, at):
        result = result_of(scored)
        assert shown_level(result, reveals, at) is Level.SCORE
        assert shown_level(result, reveals, at + 3 * HOUR) is Level.VERDICTS
        release(scored.sitting, world, at)
        assert shown_level(result_of(scored), reveals, at) is Level.KEYS
        assert shown_level(result_of(scored), reveals, at - HOUR) is Level.SCORE

    def test_a_sitting_is_over_once_nobody_writes_on(self, sitting, scored, world, at):
        assert not sitting_is_over(sitting, at)
        assert sitting_is_over(sitting, sitting.closes_at)
        make_attempt(sitting, world.members["neighbour"], at)
        assert not sitting_is_over(sitting, sitting.closes_at)

    def test_before_the_end_it_asks_nothing(self, sitting, at, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert not sitting_is_over(sitting, at)


class TestLines:
    def lines(self, attempt, level):
        return result_lines(attempt, answers_of(attempt.pk), level)

    @pytest.mark.parametrize("level", [Level.NOTHING, Level.SCORE])
    def test_below_the_verdicts_there_are_none(self, scored, level, django_assert_num_queries):
        answers = answers_of(scored.pk)
        with django_assert_num_queries(0):
            assert result_lines(scored, answers, level) == []

    def test_verdicts_hold_no_key(self, scored):
        lines = self.lines(scored, Level.VERDICTS)
        assert [(line.number, line.score, line.verdict) for line in lines] == [
            (1, Decimal(10), Verdict.RIGHT),
            (2, Decimal(10), Verdict.RIGHT),
            (3, Decimal(0), Verdict.UNANSWERED),
        ]
        assert {(line.key, line.rationale, line.basis) for line in lines} == {("", "", "")}

    def test_keys_come_with_rationale_and_basis_without_marks(self, scored):
        line = self.lines(scored, Level.KEYS)[0]
        assert (line.key, line.rationale) == ("B", "因为如此")
        assert line.basis == "《社会救助暂行办法》第二条"
        assert line.response == "B. 乙"

    def test_two_queries_whatever_the_paper(self, scored, django_assert_num_queries):
        answers = answers_of(scored.pk)
        assert scored.sitting.paper_id  # the page has read its sitting already
        with django_assert_num_queries(2):
            result_lines(scored, answers, Level.KEYS)


@pytest.mark.parametrize(
    ("kind", "response", "words"),
    [
        (Kind.SINGLE, ("B",), "B. 乙"),
        (Kind.MULTIPLE, ("C", "A"), "A. 甲\nC. 丙"),
        (Kind.MULTIPLE, (), ""),
        (Kind.JUDGEMENT, ("T",), "正确"),
        (Kind.JUDGEMENT, ("F",), "错误"),
        (Kind.BLANK, ("托底线", ""), "托底线 | "),
        (Kind.CASE, ("应当回避",), "应当回避"),
    ],
)
def test_a_response_is_read_as_people_read_it(kind, response, words):
    content = ItemContent(kind=kind, stem="题", key="", choices=("甲", "乙", "丙"), rationale="")
    assert in_words(content, response) == words


def test_new_results_are_those_released_since(scored, member, world, at):
    release(scored.sitting, world, at)
    assert [row.attempt for row in new_results(member, at - HOUR, at)] == [scored]
    assert not new_results(member, at, at + HOUR).exists()
    assert not new_results(member, at - 2 * HOUR, at - HOUR).exists()
    assert not new_results(world.members["neighbour"], at - HOUR, at).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_own_record_is_one_query(sit, sitting, member, at, number, django_assert_num_queries):
    attempts = [sit(member, sitting=make_sitting(sitting.paper, at)) for _place in range(number)]
    for attempt in attempts:
        score_attempt(attempt_id=attempt.pk, at=at)
    with django_assert_num_queries(1):
        rows = list(member_attempts(member))
        assert [(row.sitting.exam.title, row.result.percent) for row in rows]
    assert set(rows) == set(attempts)


def test_an_attempt_that_was_given_back_is_on_the_record_too(scored, sitting, member, world, at):
    by = world.users["trainer"]
    again = give_back(sitting=sitting, member=member, minutes=5, reason="误交", by=by, at=at + HOUR)
    assert list(member_attempts(member)) == [again, scored]
