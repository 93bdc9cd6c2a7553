"""The organiser's acts on a sitting in the editing area."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from exams.flows.closing import submit_attempt
from exams.flows.results import score_attempt
from exams.models.result import Result
from exams.models.sitting import Sitting
from tests.factories.exams import (
    CLIENT,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    register,
)
from tests.markup import flat


@pytest.fixture
def trainer(world, login):
    call_command("setup_site")
    return login(world.users["trainer"])


@pytest.fixture
def over(world):
    """A sitting that closed an hour ago, with one absent."""
    now = timezone.now()
    hours = {"opens_at": now - timedelta(hours=3), "closes_at": now - timedelta(hours=1)}
    sitting = make_sitting(make_paper(make_bank(world.city)), now, **hours)
    register(sitting, world.members["staff"])
    return sitting


def call(client, sitting, groups=("absent",)):
    opens = timezone.localtime() + timedelta(days=3)
    sent = {
        "groups": list(groups),
        "opens_at": f"{opens:%Y-%m-%dT09:00}",
        "closes_at": f"{opens:%Y-%m-%dT11:00}",
        "ceiling": "60",
    }
    return client.post(reverse("exams_resit", args=[sitting.pk]), sent)


def test_a_resit_calls_those_named_and_leads_to_its_own_page(world, trainer, over):
    answer = call(trainer, over)
    resit = Sitting.objects.get(resit_of=over)
    assert answer.headers["Location"] == reverse("sitting:edit", args=[resit.pk])
    assert [row.member for row in resit.registrations.all()] == [world.members["staff"]]
    assert resit.ceiling == 60


def test_nobody_chosen_is_said_and_nothing_is_made(trainer, over):
    answer = call(trainer, over, groups=())
    assert answer.status_code == 422
    assert not Sitting.objects.filter(resit_of=over).exists()


def test_the_browser_of_the_first_sitting_is_asked_for_again(trainer, over):
    Sitting.objects.filter(pk=over.pk).update(locked_browser=True)
    answer = call(trainer, over)
    resit = Sitting.objects.get(resit_of=over)
    assert answer.headers["Location"] == reverse("exams_browser", args=[resit.pk])
    page = trainer.get(answer.headers["Location"]).text
    assert "原考试要求使用防作弊考试浏览器" in page
    assert not resit.locked_browser


def test_a_score_is_named_without_trailing_zeros(world, trainer, over):
    member, then = world.members["staff"], over.opens_at
    attempt = make_attempt(over, member, then)
    who = {"attempt_id": attempt.pk, "user_id": member.user_id, "client": CLIENT}
    submit_attempt(**who, last=0, at=then)
    score_attempt(attempt_id=attempt.pk, at=then)
    Result.objects.update(percent=Decimal("59.87"), passed=False, released_at=then)
    text = trainer.get(reverse("exams_resit", args=[over.pk])).text
    assert "<td>59.87%</td>" in flat(text)
    assert 'id="header-title"' in text
