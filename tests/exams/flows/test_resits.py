from datetime import timedelta
from decimal import Decimal

import pytest

from exams.flows.invigilation import defer
from exams.flows.results import release_results, score_attempt
from exams.flows.sittings import (
    NobodyToCall,
    ResitAudience,
    ResitInThePast,
    SittingStillOpen,
    make_resit,
    register_audience,
)
from exams.models.sitting import Sitting
from exams.queries.audience import audience_of
from exams.queries.registers import counted_percent, register_rows
from staff.flows.standing import grant_credential
from staff.models.organisation import Post
from staff.models.standing import Credential
from tests.factories.exams import (
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    save,
    submit,
)
from tests.factories.exams import register as enrol
from tests.factories.staff import make_member

HOUR = timedelta(hours=1)


@pytest.fixture
def sitting(world, at):
    """One passed, one failed, one absent, one deferred; closed two hours after `at`."""
    sitting = make_sitting(make_paper(make_bank(world.city)), at)
    people = {name: make_member(world.shuangjiang, name) for name in ("过", "挂", "缺", "缓")}
    for name, key in (("过", "B"), ("挂", "A")):
        attempt = make_attempt(sitting, people[name], at)
        rest = [answer(2, 2, "A", "B", "D"), answer(3, 3, "托底线", "可持续")]
        save(attempt, at, answer(1, 1, key), *(rest if key == "B" else []))
        submit(attempt, at, last=3 if key == "B" else 1)
        score_attempt(attempt_id=attempt.pk, at=at)
    enrol(sitting, people["缺"], people["缓"])
    by = world.users["trainer"]
    defer(sitting=sitting, member=people["缓"], reason="防汛值守", by=by, at=at)
    release_results(sitting=sitting, user=by, at=at)
    return sitting


@pytest.fixture
def later(sitting):
    """After the sitting has closed."""
    return sitting.closes_at + HOUR


def resit(sitting, world, at, groups, **values):
    values = {"opens_at": at + HOUR, "closes_at": at + 3 * HOUR, "ceiling": Decimal(60), **values}
    return make_resit(sitting=sitting, groups=groups, user=world.users["trainer"], at=at, **values)


def names(sitting):
    return set(sitting.registrations.values_list("member__name", flat=True))


def test_each_group_is_called_and_nobody_else(sitting, world, later):
    made = resit(sitting, world, later, ["failed", "absent", "deferred"])
    assert names(made) == {"挂", "缺", "缓"}
    assert (made.resit_of, made.ceiling, made.paper) == (sitting, 60, sitting.paper)


def test_nobody_is_called_twice(sitting, world, later):
    resit(sitting, world, later, ["failed"])
    assert names(resit(sitting, world, later, ["failed", "absent"])) == {"缺"}
    with pytest.raises(NobodyToCall):
        resit(sitting, world, later, ["failed", "absent"])


def test_not_before_the_sitting_has_closed(sitting, world, at):
    with pytest.raises(SittingStillOpen):
        resit(sitting, world, at, ["failed"])


def test_not_in_the_past(sitting, world, later):
    with pytest.raises(ResitInThePast):
        resit(sitting, world, later, ["failed"], opens_at=later - HOUR)


def test_a_resit_has_the_audience_it_was_made_for(sitting, world, later):
    made = resit(sitting, world, later, ["failed"])
    with pytest.raises(ResitAudience):
        register_audience(sitting=made, user=world.users["trainer"], at=later)


def test_the_ceiling_caps_what_the_resit_counts(sitting, world, later):
    made = resit(sitting, world, later, ["failed"])
    member = made.registrations.get().member
    attempt = make_attempt(made, member, made.opens_at)
    save(
        attempt,
        made.opens_at,
        answer(1, 1, "B"),
        answer(2, 2, "A", "B", "D"),
        answer(3, 3, "托底线", "可持续"),
    )
    submit(attempt, made.opens_at, last=3)
    score_attempt(attempt_id=attempt.pk, at=made.opens_at)
    release_results(sitting=made, user=world.users["trainer"], at=made.opens_at)
    (row,) = register_rows(made.registrations.all())
    assert (row.percent, counted_percent(row)) == (100, 60)
    credential = Credential.objects.get(member=member, kind="exam")
    assert credential.value == 60


def test_the_audience_follows_posts_and_credentials(world, at):
    sitting = make_sitting(make_paper(make_bank(world.city)), at, audience=world.shuangjiang)
    one, two, three = (make_member(world.shuangjiang, name) for name in "甲乙丙")
    other = Post.objects.create(code="other-post", name="其他岗位")
    three.post = other
    three.save()
    grant_credential(
        member=one,
        kind="training",
        code="lesson:1",
        title="小课",
        source="lesson:1:1",
        earned_at=at - HOUR,
    )
    sitting.posts.set([one.post])
    Sitting.objects.filter(pk=sitting.pk).update(credential="lesson:1")
    sitting.refresh_from_db()
    found = audience_of(sitting, at)
    assert list(found.called) == [one]
    assert two in found.no_credential
    assert list(found.other_post) == [three]
