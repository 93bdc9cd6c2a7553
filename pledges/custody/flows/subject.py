"""A custody agreement as evidence sees it: one registration, made in `lent`."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cms.lib.locks import holding
from evidence.subjects import FileKind, PublicFacts, SubjectKind
from pledges.custody.flows.documents import make_agreement_file
from pledges.custody.models.agreement import FORM, SIGNED_FILE, CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from pledges.custody.queries.attachment import custody_evidence
from pledges.custody.queries.records import (
    account_of,
    agreement_faults,
    agreements_due,
    forms_due,
    scans_kept,
    signed_agreement,
)
from staff.engine.identity import mask_name


def _lock(code: str) -> CustodyAgreement:
    return holding(CustodyAgreement.objects).get(code=code)


def _title(agreement: CustodyAgreement) -> str:
    return agreement.text.splitlines()[0]


def _facts(agreement: CustodyAgreement, at: datetime) -> PublicFacts:
    context = {
        "agreement": agreement,
        "custodian": mask_name(agreement.custodian_name),
        "person": mask_name(agreement.person_name),
    }
    waiting = _(
        "The PDF of this agreement is being made or still to be made: files cannot be compared yet."
    )
    return PublicFacts("custody/public_facts.html", context, waiting)


AGREEMENTS: SubjectKind[CustodyAgreement] = SubjectKind(
    word="custody",
    events=dict(CustodyEvent.choices),
    find=signed_agreement,
    lock=_lock,
    title=_title,
    account=account_of,
    contradictions=agreement_faults,
    facts=_facts,
    files=(
        FileKind(SIGNED_FILE, _("custody agreements"), due=agreements_due),
        FileKind(FORM, _("custody agreements to print"), due=forms_due, is_sealed=False),
    ),
    make=make_agreement_file,
    beside=scans_kept,
    inside=custody_evidence,
    document="agreement.pdf",
)
