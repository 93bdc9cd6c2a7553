from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from exams.engine.reveal import Level
from exams.flows.keying import make_forms
from exams.models.sitting import Allowance, Exam, Registration, Sitting
from tests.factories.exams import make_attempt, make_bank, make_paper, make_sitting, register
from tests.rows import assert_append_only, refused

HOUR = timedelta(hours=1)


def test_an_exam_is_held_once_a_year(world):
    known = {"title": "经办人员考试", "organisation": world.city}
    Exam.objects.create(year=2026, **known)
    Exam.objects.create(year=2027, **known)
    with refused("exam_once_a_year"):
        Exam.objects.create(year=2026, **known)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"minutes": 0}, "sitting_minutes_and_attempts"),
        ({"attempts_allowed": 0}, "sitting_minutes_and_attempts"),
        ({"pass_mark": Decimal("-1")}, "sitting_pass_mark_per_cent"),
        ({"pass_mark": Decimal("100.01")}, "sitting_pass_mark_per_cent"),
        ({"ceiling": Decimal(0)}, "sitting_ceiling_per_cent"),
        ({"ceiling": Decimal("100.01")}, "sitting_ceiling_per_cent"),
    ],
)
def test_a_sitting_that_makes_no_sense_is_refused(sitting, at, values, constraint):
    with refused(constraint):
        make_sitting(sitting.paper, at, **values)


@pytest.mark.parametrize("after", [timedelta(0), -HOUR])
def test_a_sitting_closes_after_it_opens(sitting, at, after):
    with refused("sitting_closes_after_opening"):
        make_sitting(sitting.paper, at, opens_at=at, closes_at=at + after)


@pytest.mark.parametrize(
    "values", [{"pass_mark": 0}, {"pass_mark": 100}, {"ceiling": 100}, {"ceiling": None}]
)
def test_the_limits_themselves_are_allowed(sitting, at, values):
    assert make_sitting(sitting.paper, at, **values).pk


@pytest.mark.parametrize(
    ("hours", "is_open", "begun"),
    [(-2, False, False), (-1, True, True), (0, True, True), (2, False, True)],
)
def test_it_is_open_from_its_opening_until_just_before_its_end(sitting, at, hours, is_open, begun):
    moment = at + hours * HOUR
    assert sitting.is_open(moment) is is_open
    assert Sitting.objects.open(moment).exists() is is_open
    assert Sitting.objects.begun(moment).exists() is begun


def test_the_paper_may_change_until_somebody_begins(sitting, world, member, at):
    sitting.paper = make_paper(make_bank(world.city))
    sitting.clean()
    make_attempt(sitting, member, at, state="prepared")
    sitting.clean()
    make_attempt(sitting, world.members["neighbour"], at)
    with pytest.raises(ValidationError) as refusal:
        sitting.clean()
    assert set(refusal.value.message_dict) == {"paper"}


def test_printed_forms_fix_the_paper_too(sitting, world, at):
    make_forms(sitting=sitting, seed=1, reason="不通网络", user=world.users["trainer"], at=at)
    sitting.clean()
    sitting.paper = make_paper(make_bank(world.city))
    with pytest.raises(ValidationError):
        sitting.clean()


def test_what_each_phase_reveals(sitting):
    sitting.show_scored, sitting.show_closed, sitting.reveal = "nothing", "score", "keys"
    reveals = sitting.reveals
    assert (reveals.scored, reveals.closed, reveals.released) == (
        Level.NOTHING,
        Level.SCORE,
        Level.KEYS,
    )


@pytest.mark.parametrize(("policy", "immediate"), [("manual", False), ("immediate", True)])
def test_whether_results_are_released_at_once(sitting, policy, immediate):
    sitting.release_policy = policy
    assert sitting.is_immediate is immediate


class TestRegistration:
    def test_once(self, sitting, member):
        register(sitting, member)
        with refused("registration_once"):
            register(sitting, member)

    @pytest.mark.parametrize("values", [{"deferred_reason": "住院"}, {"deferred_reason": ""}])
    def test_a_deferral_has_time_and_reason_or_neither(self, sitting, member, at, values):
        moment = None if values["deferred_reason"] else at
        with refused("registration_deferral_has_reason"):
            Registration.objects.create(
                sitting=sitting, member=member, registered_at=at, deferred_at=moment, **values
            )

    def test_it_is_named_by_person_and_sitting(self, sitting, member):
        register(sitting, member)
        assert str(Registration.objects.get()) == f"王㛃 · {sitting}"


class TestAllowance:
    def grant(self, sitting, member, world, at, **values):
        known = {"minutes": 10, "reason": "停电", "by": world.users["trainer"], "at": at}
        return Allowance.objects.create(sitting=sitting, member=member, **{**known, **values})

    @pytest.mark.parametrize("values", [{"minutes": 0}, {"minutes": 481}, {"reason": ""}])
    def test_within_a_working_day_and_with_a_reason(self, sitting, member, world, at, values):
        with refused("allowance_minutes_and_reason"):
            self.grant(sitting, member, world, at, **values)

    def test_several_add_up_and_none_is_taken_back(self, sitting, member, world, at):
        first = self.grant(sitting, member, world, at)
        self.grant(sitting, member, world, at, minutes=480)
        assert_append_only(first, minutes=1)
        assert str(first) == "王㛃 +10"
