"""Agreements of the demo world that were signed on paper, through the flows of the product."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

from cms.lib.dates import term_end
from cms.lib.demo import Demo
from cms.lib.errors import DomainError
from cms.lib.tables.uploads import Upload
from evidence.flows.files import make_file
from pledges.custody.engine.agreement import Party, Stated
from pledges.custody.flows.agreements import draft_agreement, start_signing
from pledges.custody.flows.documents import render_custody
from pledges.custody.flows.paper import decide_scan, file_scan
from pledges.custody.models.agreement import FORM, SIGNED_FILE, CustodyAgreement
from pledges.custody.models.signing import PaperScan
from staff.models.organisation import Organisation
from staff.models.user import User

ON_PAPER = 2
WITNESSES = ("李文华", "普家顺")


def on_paper(
    demo: Demo, values: Callable[[Organisation, int], dict], township: Organisation
) -> None:
    """Two signed on paper: one person files the scan and reads it, another one confirms."""
    clerk = User.objects.filter(username="hr_township").first()
    second = User.objects.filter(username="hr_county").first()
    rng = demo.rng("custody codes on paper")
    for number in range(ON_PAPER if clerk and second else 0):
        at = demo.at - timedelta(days=30 - 7 * number)
        day = timezone.localdate(at)
        made = draft_agreement(
            township=township,
            values=values(township, 8000 + number)
            | {"starts_on": day, "ends_on": term_end(day, 12)},
            by=clerk,
            at=at,
            entropy=rng.randbytes,
        )
        start_signing(agreement=made, by=clerk, at=at + timedelta(hours=1))
        try:
            scan = _scan(made, clerk, at + timedelta(days=3))
            judged = at + timedelta(days=4)
            decide_scan(scan=scan, accepted=True, remark="与正文一致", by=second, at=judged)
            # Long due in the story: not left to the worker, or the night would call them late.
            for kind in (FORM, SIGNED_FILE):
                make_file(subject=made.subject, kind=kind, at=demo.now())
        except DomainError as fault:
            demo.say(f"custody: {fault}")
            return


def _scan(agreement: CustodyAgreement, by: User, at: datetime) -> PaperScan:
    """What stands for the scan is the form to print; the custodian cannot write."""
    made = CustodyAgreement.objects.get(pk=agreement.pk)
    paper = Upload("pdf", render_custody(made, FORM), f"{made.number}.pdf")
    day = timezone.localdate(at) - timedelta(days=1)
    stated = [_stated(made, party, by, day) for party in made.parties]
    return file_scan(agreement=made, upload=paper, stated=stated, by=by, at=at)


def _stated(agreement: CustodyAgreement, party: Party, by: User, day: date) -> Stated:
    marked = party == Party.CUSTODIAN
    return Stated(
        party=Party(party),
        name=str(by) if party == Party.TOWNSHIP else agreement.party_name(party),
        signed_on=day,
        is_mark=marked,
        witnesses=WITNESSES if marked else (),
    )
