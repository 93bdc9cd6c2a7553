"""Worlds in which every table that is protected has a row, made by the flows where there are any.

Each builder leaves a part of the house as a few weeks of work would.
"""

from datetime import date, timedelta
from decimal import Decimal

from wagtail.log_actions import log
from wagtail.models import Page

from cms.lib.tables.uploads import Upload
from evidence.adapters.sealer import current_sealer
from evidence.engine.events import RevocationCategory
from evidence.flows.anchors import make_roots, send_root
from evidence.flows.certificates import note_sealer, revoke_certificate, rotate_seal
from evidence.flows.checking import check_everything
from evidence.flows.files import make_file
from exams.flows.results import release_results, score_attempt
from exams.models.attempt import AttemptEvent, LateDecision, LateEvent
from exams.models.printed import PrintedForm, SheetEntry
from exams.models.sitting import Allowance
from pledges.custody.flows.agreements import void_agreement
from pledges.custody.flows.checks import Handover, end_agreement, record_check, record_recheck
from pledges.custody.flows.paper import decide_scan, file_scan
from pledges.kinship.flows.following import add_note, record_recusal, rescreen
from pledges.kinship.flows.households import Decision, confirm_household, record_visit
from pledges.kinship.flows.matching import conclude_alert, look_again
from pledges.kinship.flows.review import conclude, give_opinion
from pledges.kinship.models.matching import KinshipAlert
from pledges.rounds.flows.ending import exempt_envelope, revoke_envelope
from pledges.rounds.flows.rounds import close_round
from staff.flows.roles import grant_role, revoke_role
from staff.flows.standing import grant_credential, revoke_credential
from staff.models.roster import RosterChange, UnmaskEvent
from tests.evidence.signed import small_pdf
from tests.factories.custody import make_active, make_signing, stated_on_paper
from tests.factories.exams import (
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    save,
    submit,
)
from tests.factories.kinship import make_declared, make_household
from tests.factories.rounds import SIGNATURE, envelope_of, make_round, sign
from tests.factories.staff import make_grant, make_user
from tests.pledges.custody.flows.test_agreements import check_values

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def live_rounds(world, at) -> None:
    """Signed and sealed, revoked, exempt, run out; the round is closed."""
    round_, by = make_round(world, at), world.users["hr_city"]
    signed = sign(envelope_of(round_, world.members["staff"]), at)
    make_file(subject=signed.subject, kind="signed", at=at)
    revoked = sign(envelope_of(round_, world.members["coordinator"]), at)
    revoke_envelope(
        envelope=revoked, category=RevocationCategory.MISTAKE, reason="有误", by=by, at=at
    )
    exempt_envelope(
        envelope=envelope_of(round_, world.members["neighbour"]), reason="产假", by=by, at=at
    )
    close_round(round_=round_, reason="期满", by=by, at=at)


def live_custody(world, at) -> None:
    """An agreement through its whole life, one on paper, one in force, one that came to nothing."""
    by = world.users["hr_township"]
    ended = make_active(world, at - 30 * DAY)
    values = check_values(problem="票据不齐", rectify_by=date(2026, 12, 5), actual=Decimal(400))
    found = record_check(agreement=ended, values=values, by=by, at=at)
    record_recheck(check=found, on=date(2026, 11, 23), result="已补齐", by=by, at=at)
    handover = Handover(date(2026, 11, 23), Decimal(400), "存折一本", "李家顺", SIGNATURE)
    end_agreement(agreement=ended, reason="入住机构", handover=handover, by=by, at=at)
    on_paper = make_signing(world, at)
    scan = file_scan(
        agreement=on_paper,
        upload=Upload("pdf", small_pdf("scan"), "scan.pdf"),
        stated=stated_on_paper(on_paper, date(2026, 11, 20)),
        by=by,
        at=at,
    )
    decide_scan(scan=scan, accepted=True, remark="相符", by=world.users["hr_county"], at=at)
    make_active(world, at)
    void_agreement(agreement=make_signing(world, at), reason="换代管人", by=by, at=at)


def live_kinship(world, at) -> None:
    """A declaration through both looks, a household through visit and decision, an alert judged."""
    township, county, city = (world.users[f"hr_{one}"] for one in ("township", "county", "city"))
    member = world.members["staff"]
    declared = make_declared(member, at, {})
    give_opinion(declaration=declared, words="属实", by=township, at=at)
    conclude(declaration=declared, result="filed", words="同意备案", by=county, at=at)
    filing = make_household(world, at)
    record_recusal(
        filing=filing,
        member=member,
        values={
            "role": "visitor",
            "substitute": "陈一",
            "reason": "近亲属",
            "on": date(2026, 11, 3),
        },
        by=township,
        at=at,
    )
    day = date(2026, 11, 20)
    record_visit(filing=filing, on=day, people=["赵一", "钱二"], found="属实", by=county, at=at)
    decided = Decision(True, "同意", Decimal(480), date(2026, 12, 1))
    filing = confirm_household(filing=filing, decision=decided, by=county, at=at)
    note = {"on": date(2026, 11, 22), "kind": "more", "reason": "提标", "monthly": Decimal(500)}
    add_note(filing=filing, values=note, by=county, at=at)
    screened = {
        "on": date(2026, 11, 22),
        "application": "fine",
        "acceptance": "fine",
        "confirmation": "problem",
        "conclusion": "adjust",
        "words": "金额偏高",
    }
    rescreen(filing=filing, values=screened, by=county, at=at)
    make_household(world, at, id_number="53042619600101001X", staff_name="多·吉", name="多阿妹")
    alert = KinshipAlert.objects.order_by("pk").first()
    conclude_alert(alert=alert, conclusion="explained", words="已核", by=county, at=at)
    look_again(alert=alert, agreed=True, words="同意", by=city, at=at)


def live_exams(world, at) -> None:
    """A passed and released attempt with late answers, and the tables around it."""
    by, member = world.users["trainer"], world.members["staff"]
    paper = make_paper(make_bank(world.city))
    sitting = make_sitting(paper, at)
    attempt = make_attempt(sitting, member, at)
    save(attempt, at, answer(1, 1, "B"), answer(2, 2, "A", "B", "D"))
    submit(attempt, at + HOUR / 2, last=2)
    score_attempt(attempt_id=attempt.pk, at=at + HOUR / 2)
    release_results(sitting=sitting, user=by, at=at + HOUR)
    AttemptEvent.objects.create(attempt=attempt, kind="left", client="c", at=at, amount=7)
    late = LateEvent.objects.create(
        attempt=attempt,
        client="late",
        sequence=1,
        position=3,
        kind="answer",
        value=["托底线"],
        digest="0" * 64,
        received_at=at + HOUR,
        cause=LateEvent.Cause.AFTER_SUBMIT,
    )
    LateDecision.objects.create(
        attempt=attempt, upto=late, accepted=False, reason="迟到", by=by, at=at + HOUR
    )
    Allowance.objects.create(
        sitting=sitting, member=member, minutes=10, reason="视力", by=by, at=at
    )
    form = PrintedForm.objects.create(
        sitting=sitting,
        letter="A",
        seed=1,
        order=[[1, [0]]],
        digest="0" * 64,
        reason="甲",
        at=at,
        by=by,
    )
    SheetEntry.objects.create(form=form, member=member, number=1, answers=["B"], at=at, by=by)


def live_staff(world, at) -> None:
    """Credentials and roles, given and taken; what the roster and the log say."""
    member, by = world.members["staff"], make_user("grants", "权限管理员")
    make_grant(by, "permissions_admin", world.city)
    earned = {"kind": "training", "code": "lesson:1", "title": "一课", "earned_at": at}
    grant_credential(member=member, source="lesson:1:1", **earned)
    gone, _made = grant_credential(member=member, source="lesson:2:1", **earned)
    revoke_credential(credential=gone, reason="有误", at=at)
    grant = grant_role(
        by=by, user=member.user, role="trainer", organisation=world.city, reason="培训", at=at
    )
    revoke_role(by=by, grant=grant, reason="期满", at=at)
    RosterChange.objects.create(
        member=member,
        kind="changed",
        before={"post": "一"},
        after={"post": "二"},
        organisation=member.organisation,
        effective_on=date(2026, 11, 1),
        by=by,
        at=at,
    )
    UnmaskEvent.objects.create(member=member, by=by, reason="核对", at=at)
    log(Page.objects.first(), "wagtail.edit", user=by, data={"a": 1})


def live_evidence(world, at) -> None:
    """Sealed and stamped files, a rotated and revoked key, roots with copies, a nightly check."""
    first = note_sealer(sealer=current_sealer(at), at=at)
    by = world.users["hr_city"]
    signed = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
    make_file(subject=signed.subject, kind="signed", at=at)
    rotate_seal(by=by, reason="年度更换", at=at)
    revoke_certificate(certificate=first, by=by, reason="遗失", at=at, compromised=False)
    for root in make_roots(at=at + DAY):
        send_root(root_id=root.pk, at=at + DAY)
    check_everything(at=at + DAY)


LIVES = {
    "rounds": live_rounds,
    "custody": live_custody,
    "kinship": live_kinship,
    "exams": live_exams,
    "staff": live_staff,
    "evidence": live_evidence,
}
