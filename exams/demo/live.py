"""A sitting under way as an invigilator finds it, and the resit of one that is over."""

from datetime import timedelta
from decimal import Decimal

from cms.lib.demo import Demo
from exams.demo.attempts import Runs
from exams.engine.wire import Beat
from exams.flows.answers import append_events
from exams.flows.attempts import start_attempt
from exams.flows.closing import submit_attempt
from exams.flows.invigilation import defer, grant_minutes
from exams.flows.presence import note_sign
from exams.flows.sittings import make_resit, register_audience
from exams.models.attempt import Attempt
from exams.models.paper import Paper
from exams.models.sitting import Exam, Sitting
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User

BEGUN = 14
HANDED_IN = 3
PAGE = "demo-page-of-the-phone"


def running(demo: Demo, exam: Exam, paper: Paper, audience: Organisation, by: User) -> Sitting:
    """Some have handed in, some are connected, some are lost, some have not begun."""
    opens = demo.at - timedelta(minutes=25)
    sitting = Sitting.objects.create(
        exam=exam,
        title=f"{exam.title}（{audience.short_name}集中场）",
        paper=paper,
        audience=audience,
        opens_at=opens,
        closes_at=demo.at + timedelta(hours=6),
        minutes=240,
        record_leaving=True,
    )
    register_audience(sitting=sitting, user=by, at=opens - timedelta(days=1))
    members = list(Member.objects.filter(registrations__sitting=sitting).select_related("user"))
    people = [member for member in members if member.user_id][1 : BEGUN + 1]
    runs = Runs(demo, sitting)
    for place, member in enumerate(people):
        began = opens + timedelta(seconds=20 + 7 * place)
        attempt, _begun = start_attempt(sitting=sitting, member=member, at=began)
        _write(runs, attempt, place, began)
        sign = Beat(PAGE, unsent=2 if place == 5 else 0, visible=True, away=(35,) * (place == 7))
        if place >= HANDED_IN and place % 4:
            note_sign(attempt_id=attempt.pk, user_id=member.user_id, sign=sign, at=demo.at)
        if place < HANDED_IN:
            submit_attempt(
                attempt_id=attempt.pk, user_id=member.user_id, client=PAGE, last=0, at=demo.at
            )
    given = {"sitting": sitting, "by": by, "at": demo.at}
    grant_minutes(**given, member=people[4], minutes=15, reason="视力不便，按规定延时")
    defer(**given, member=members[-1], reason="防汛值守")
    return sitting


def _write(runs: Runs, attempt: Attempt, place: int, began) -> None:
    events, moments = runs.answers(PAGE, began)
    for event, moment in list(zip(events, moments, strict=True))[: 6 + 2 * place]:
        append_events(
            attempt_id=attempt.pk,
            user_id=attempt.member.user_id,
            client=PAGE,
            events=[event],
            at=moment,
        )


def resit(demo: Demo, by: User) -> Sitting | None:
    """Those of one county who failed or missed the finished exam, next week, capped at 60."""
    over = Sitting.objects.filter(closes_at__lt=demo.at).order_by("opens_at").first()
    if over is None:
        return None
    absent = over.registrations.exclude(member__attempts__sitting=over).first()
    if absent is not None:
        day = over.opens_at - timedelta(hours=1)
        defer(sitting=over, member=absent.member, reason="因公外出", by=by, at=day)
    opens = (demo.at + timedelta(days=7)).replace(hour=9, minute=0)
    return make_resit(
        sitting=over,
        groups=["failed", "absent", "deferred"],
        opens_at=opens,
        closes_at=opens + timedelta(hours=3),
        ceiling=Decimal(60),
        user=by,
        at=demo.at,
    )
