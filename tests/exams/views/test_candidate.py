from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.lends import collect_cards
from exams.flows.answers import append_events
from exams.flows.closing import submit_attempt
from exams.flows.papers import SectionPlan, build_paper
from exams.flows.results import release_results, score_attempt
from exams.lent import exam_figure, exam_is_running, exam_record
from exams.models.attempt import Attempt
from exams.models.result import Result
from exams.models.sitting import Exam
from staff.models.member import Member
from staff.models.user import User
from tests.factories.exams import (
    CLIENT,
    answer,
    make_attempt,
    make_bank,
    make_item,
    make_paper,
    make_sitting,
    register,
    right_answer,
)
from tests.markup import flat

KINDS = ("single", "multiple", "judgement", "blank", "case", "exercise")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sitting(world, now):
    return make_sitting(make_paper(make_bank(world.city), KINDS), now, title="年度考试")


@pytest.fixture
def member(world):
    return world.members["staff"]


@pytest.fixture
def candidate(login, member):
    return login(member.user)


def page(name: str, attempt) -> str:
    return reverse(f"exam_{name}", args=[attempt.public_id])


def hand_in(attempt, now, kinds=(), right=0):
    ids = {"attempt_id": attempt.pk, "user_id": attempt.member.user_id, "client": CLIENT}
    events = [answer(n, n, *right_answer(kind)) for n, kind in enumerate(kinds[:right], start=1)]
    append_events(**ids, events=events, at=now)
    submit_attempt(**ids, last=len(events), at=now)
    return score_attempt(attempt_id=attempt.pk, at=now)


def test_the_list_is_empty_for_who_is_not_registered(candidate, sitting):
    response = candidate.get(reverse("exams"))
    assert response.status_code == 200
    assert "目前没有安排给您的考试" in response.text


def test_the_list_groups_by_time(candidate, sitting, member, now):
    coming = make_sitting(
        sitting.paper, now, title="下月考试",
        opens_at=now + timedelta(days=30), closes_at=now + timedelta(days=31),
    )  # fmt: skip
    past = make_sitting(
        sitting.paper, now, title="上月考试",
        opens_at=now - timedelta(days=31), closes_at=now - timedelta(days=30),
    )  # fmt: skip
    for row in (sitting, coming, past):
        register(row, member)
    groups = candidate.get(reverse("exams")).context["groups"]
    titles = {name: [card.sitting.title for card in cards] for name, cards in groups.items()}
    assert titles == {"now": ["年度考试"], "upcoming": ["下月考试"], "closed": ["上月考试"]}


def test_the_list_takes_as_many_queries_for_three_as_for_one(candidate, sitting, member, now):
    counts = []
    for number in range(3):
        make_attempt(make_sitting(sitting.paper, now, title=f"考试{number}"), member, now)
        candidate.get(reverse("exams"))
        with CaptureQueriesContext(connection) as queries:
            assert candidate.get(reverse("exams")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_a_sitting_one_is_not_registered_for_is_not_there(candidate, sitting):
    assert candidate.get(reverse("exam_sitting", args=[sitting.pk])).status_code == 404
    assert candidate.post(reverse("exam_start", args=[sitting.pk])).status_code == 404


def test_starting_leads_to_the_exam_page_and_twice_to_the_same(candidate, sitting, member):
    register(sitting, member)
    first = candidate.post(reverse("exam_start", args=[sitting.pk]))
    again = candidate.post(reverse("exam_start", args=[sitting.pk]))
    attempt = Attempt.objects.get()
    assert first.url == again.url == page("attempt", attempt)


def test_starting_by_get_is_refused(candidate, sitting, member):
    register(sitting, member)
    assert candidate.get(reverse("exam_start", args=[sitting.pk])).status_code == 405
    assert Attempt.objects.count() == 0


def test_a_closed_sitting_says_why_it_does_not_start(candidate, sitting, member, now):
    sitting.opens_at, sitting.closes_at = now - timedelta(days=2), now - timedelta(days=1)
    sitting.save()
    register(sitting, member)
    response = candidate.post(reverse("exam_start", args=[sitting.pk]), follow=True)
    assert "现在不在本场考试的开放时间内" in response.text


def test_what_to_know_before_the_start_is_not_said_when_it_is_over(candidate, sitting, member, now):
    register(sitting, member)
    address = reverse("exam_sitting", args=[sitting.pk])
    assert "开始之前" in candidate.get(address).text
    sitting.opens_at, sitting.closes_at = now - timedelta(days=2), now - timedelta(days=1)
    sitting.save()
    assert "开始之前" not in candidate.get(address).text


def test_a_running_exam_is_the_first_thing_on_its_page(candidate, sitting, member, now):
    attempt = make_attempt(sitting, member, now)
    text = candidate.get(reverse("exam_sitting", args=[sitting.pk])).text
    assert text.index(page("attempt", attempt)) < text.index("考试时长")


@pytest.mark.parametrize(("allowed", "said"), [(1, "<dd>1 次</dd>"), (3, "<dd>最多 3 次</dd>")])
def test_how_often_one_may_sit_is_said(candidate, sitting, member, allowed, said):
    sitting.attempts_allowed = allowed
    sitting.save()
    register(sitting, member)
    assert said in flat(candidate.get(reverse("exam_sitting", args=[sitting.pk])).text)


@pytest.mark.parametrize("name", ["attempt", "receipt", "result"])
@pytest.mark.parametrize("who", ["neighbour", "stranger", "hr_city", "trainer", "inspector"])
def test_nobody_else_sees_an_attempt(login, world, sitting, member, now, name, who):
    attempt = make_attempt(sitting, member, now)
    assert login(world.users[who]).get(page(name, attempt)).status_code == 404


def test_the_exam_page_holds_the_items_and_no_key(candidate, world, member, now):
    """Promise 14: no key, rationale or legal basis leaves the server before the release."""
    bank = make_bank(world.city)
    secret = {"rationale": "机密解析", "basis": "《机密依据》第一条[已核]"}
    for kind, key in (("blank", "机密一|机密二"), ("case", "机密答案"), ("exercise", "机密=1")):
        make_item(bank, kind, key=key, **secret)
    make_item(bank, "single", **secret)
    items = list(bank.items.all())
    paper = build_paper(
        title="卷", organisation=world.city, user=None, at=now,
        sections=[SectionPlan("全部", tuple(items), Decimal(2))],
    )  # fmt: skip
    attempt = make_attempt(make_sitting(paper, now), member, now)
    pages = [candidate.get(page("attempt", attempt))]
    hand_in(attempt, now)
    pages += [candidate.get(page(name, attempt)) for name in ("receipt", "result")]
    pages += [candidate.get(reverse("exams")), candidate.get("/")]
    for response in pages:
        assert response.status_code == 200
        assert "机密" not in response.text
    assert "第" in pages[0].text


def test_the_exam_page_is_light_and_carries_what_was_answered(candidate, sitting, member, now):
    attempt = make_attempt(sitting, member, now)
    append_events(
        attempt_id=attempt.pk, user_id=member.user_id, client=CLIENT,
        events=[answer(1, 1, "C")], at=now,
    )  # fmt: skip
    response = candidate.get(page("attempt", attempt))
    assert response.context["config"]["answers"] == {1: ("C",)}
    assert len(response.content) < 200 * 1024
    assert response.text.count('<section class="item"') == len(KINDS)
    assert 'style="' not in response.text


def test_a_finished_attempt_leads_to_its_receipt(candidate, sitting, member, now):
    attempt = make_attempt(sitting, member, now)
    hand_in(attempt, now)
    assert candidate.get(page("attempt", attempt)).url == page("receipt", attempt)
    assert attempt.receipt.number in candidate.get(page("receipt", attempt)).text


def test_the_receipt_can_still_send_what_was_left_and_says_what_came_late(
    candidate, sitting, member, now
):
    attempt = make_attempt(sitting, member, now)
    hand_in(attempt, now)
    receipt = candidate.get(page("receipt", attempt))
    assert "由组织方认定" not in receipt.text.partition("application/json")[0]
    config = receipt.context["config"]
    assert config["events"] == reverse("exam_events", args=[attempt.public_id])
    for sequence in (1, 2):
        append_events(
            attempt_id=attempt.pk, user_id=member.user_id, client=CLIENT,
            events=[answer(sequence, 1, "C")], at=now,
        )  # fmt: skip
    assert "有 2 条作答记录送达过晚" in candidate.get(page("receipt", attempt)).text


def test_an_overdue_attempt_says_that_it_is_being_handed_in(candidate, sitting, member, now):
    attempt = make_attempt(
        sitting, member, now - timedelta(hours=1), deadline_at=now - timedelta(minutes=5)
    )
    assert candidate.get(page("attempt", attempt)).url == page("receipt", attempt)
    assert "正在提交" in candidate.get(page("receipt", attempt)).text


class TestResult:
    @pytest.fixture
    def scored(self, world, member, now):
        def make(kinds=("single", "multiple"), right=1, **values):
            paper = make_paper(make_bank(world.city), kinds)
            attempt = make_attempt(make_sitting(paper, now, **values), member, now)
            hand_in(attempt, now, kinds, right)
            return attempt

        return make

    def test_before_the_release_no_score_is_shown(self, candidate, scored):
        response = candidate.get(page("result", scored()))
        assert "成绩待发布" in response.text
        assert 'data-test="result"' not in response.text

    def test_waiting_for_marking_is_said(self, candidate, scored):
        attempt = scored(("single", "case"), 2, release_policy="immediate")
        assert "待阅卷" in candidate.get(page("result", attempt)).text

    def test_scoring_is_said(self, candidate, sitting, member, now):
        attempt = make_attempt(sitting, member, now)
        submit_attempt(attempt_id=attempt.pk, user_id=member.user_id, client=CLIENT, last=0, at=now)
        assert "正在评分" in candidate.get(page("result", attempt)).text

    @pytest.mark.parametrize(
        ("reveal", "lines", "keys"),
        [("score", [], False), ("verdicts", ["right", "unanswered"], False),
         ("keys", ["right", "unanswered"], True)],
    )  # fmt: skip
    def test_a_released_result_shows_what_the_sitting_reveals(
        self, candidate, scored, now, reveal, lines, keys
    ):
        attempt = scored(reveal=reveal)
        release_results(sitting=attempt.sitting, user=None, at=now)
        response = candidate.get(page("result", attempt))
        shown = response.context.get("lines")
        assert (shown and [str(line.verdict) for line in shown]) == lines
        assert response.context["result"].percent == Result.objects.get().percent
        assert ("因为如此" in response.text) is keys
        assert ("《社会救助暂行办法》第二条" in response.text) is keys
        assert "[已核]" not in response.text


class TestDesk:
    @pytest.fixture
    def cards(self, rf, member, now):
        def collect():
            request = rf.get("/")
            request.user = User.objects.get(pk=member.user_id)
            cards = collect_cards(request, now + timedelta(seconds=1))
            return [(card.title, card.url, card.running) for card in cards if card.kind == "exam"]

        return collect

    def test_an_open_sitting_is_due_until_it_is_handed_in(self, cards, sitting, member, now):
        register(sitting, member)
        assert cards() == [("年度考试", reverse("exam_sitting", args=[sitting.pk]), False)]
        attempt = make_attempt(sitting, member, now)
        assert cards() == [("年度考试", page("attempt", attempt), True)]
        hand_in(attempt, now)
        assert cards() == []

    def test_a_new_result_is_shown(self, cards, world, member, now):
        paper = make_paper(make_bank(world.city), ("single",))
        sitting = make_sitting(paper, now, title="练习", release_policy="immediate")
        attempt = make_attempt(sitting, member, now)
        hand_in(attempt, now)
        assert [url for _title, url, _running in cards()] == [page("result", attempt)]

    def test_a_running_attempt_keeps_the_session(self, rf, member, sitting, now):
        request = rf.get("/")
        request.user = member.user
        assert exam_is_running(request) is False
        attempt = make_attempt(sitting, member, now)
        assert exam_is_running(request) is True
        hand_in(attempt, now)
        assert exam_is_running(request) is False


def test_the_figure_counts_who_is_due_and_who_passed(world, now):
    paper = make_paper(make_bank(world.city), ("single",))
    sitting = make_sitting(paper, now, release_policy="immediate")
    practice = make_sitting(paper, now, release_policy="immediate")
    Exam.objects.filter(pk=practice.exam_id).update(practice=True)
    practice.refresh_from_db()
    for name, row, right in (("staff", sitting, 1), ("neighbour", sitting, 0)):
        hand_in(make_attempt(row, world.members[name], now), now, ("single",), right)
    hand_in(make_attempt(practice, world.members["stranger"], now), now, ("single",), 1)
    figure, later = exam_figure(), now + timedelta(minutes=1)
    everybody = Member.objects.all()
    assert set(figure.due(everybody, later)) == {world.members["staff"], world.members["neighbour"]}
    assert list(figure.done(everybody, later)) == [world.members["staff"]]


def test_the_record_shows_exams_but_no_unreleased_score(world, member, sitting, now):
    assert exam_record(member, now) is None
    hand_in(make_attempt(sitting, member, now), now)
    panel = exam_record(member, now)
    text = render_to_string(panel.template, panel.context)
    assert "年度考试" in text
    assert "numeric" not in text
