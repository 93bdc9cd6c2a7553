"""What is on file for a custody agreement, held against its evidence. Reads only."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from cms.lib.crypto import InvalidToken, lookup_hash
from evidence.engine.checks import Account, Fault, Standing
from evidence.models.chain import EvidenceEntry
from evidence.queries.rows import ROWS
from evidence.queries.subjects import compared, readable
from evidence.subjects import FileBeside
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import CustodyStatus, Party
from pledges.custody.models.agreement import CustodyAgreement, CustodyQuerySet
from pledges.custody.models.check import CustodyCheck
from pledges.custody.models.events import CustodyEvent
from pledges.custody.models.signing import CustodySignature, PaperScan
from pledges.custody.queries.facts import check_data, scan_data, signature_data, text_values

Told = dict[str, list[EvidenceEntry]]
# The state that an agreement has reached, by the last of these entries.
REACHED = {
    CustodyEvent.VOIDED: CustodyStatus.VOID,
    CustodyEvent.ENDED: CustodyStatus.ENDED,
    CustodyEvent.IN_FORCE: CustodyStatus.ACTIVE,
    CustodyEvent.FROZEN: CustodyStatus.SIGNING,
    CustodyEvent.DRAFTED: CustodyStatus.DRAFT,
}
# Encrypted, each with a key that may be gone or a cell that was spoilt.
SECRET = (
    "text",
    "custodian_address",
    "custodian_phone",
    "person_id_number",
    "guardian_phone",
    "supervisor_phone",
)
AMOUNTS = ("expected", "actual", "difference")


def whole_agreements() -> CustodyQuerySet:
    """Agreements with everything that a comparison reads."""
    rows = CustodyAgreement.objects.select_related("township", "clerk", "handover")
    return rows.prefetch_related("signatures__scan", "scans", "checks")


def opened_agreements() -> CustodyQuerySet:
    """The same for one agreement: a cell that does not open is met only where it is read."""
    return whole_agreements().defer(*SECRET)


def signed_agreement(code: str) -> CustodyAgreement | None:
    """The agreement of a code that came into force, whatever became of it since."""
    return opened_agreements().filter(activated_at__isnull=False, code=code).first()


def account_of(
    agreement: CustodyAgreement, entries: Sequence[EvidenceEntry], at: datetime
) -> Account:
    """What the rows of an agreement in force say of it, held against its entries."""
    standing, ended_at = standing_of(agreement, at)
    found = tuple(readable(custody_contradictions, agreement, entries))
    return Account(agreement.activated_at, found, standing, ended_at)


def agreement_faults() -> Iterator[Fault]:
    """Custody agreements of which a row says other than the evidence, one after the other."""
    yield from compared(whole_agreements(), custody_contradictions)


def forms_due() -> Iterator[str]:
    """Every agreement that is being signed: it has a form to print, or waits for it."""
    return _subjects(CustodyAgreement.objects.filter(status=CustodyStatus.SIGNING))


def agreements_due() -> Iterator[str]:
    """Every agreement that came into force: it has its sealed PDF, or waits for it."""
    return _subjects(CustodyAgreement.objects.filter(activated_at__isnull=False))


def _subjects(rows: CustodyQuerySet) -> Iterator[str]:
    codes = rows.order_by("pk").values_list("code", flat=True)
    return (f"custody:{code}" for code in codes.iterator())


def scans_kept() -> Iterator[FileBeside]:
    """The paper scans, as they were filed."""
    rows = PaperScan.objects.order_by("pk").values_list("path", "sha256")
    return (FileBeside(*row) for row in rows.iterator())


def standing_of(agreement: CustodyAgreement, at: datetime) -> tuple[Standing, datetime | None]:
    """Whether it is in force today, and if not, why and since when."""
    if agreement.status == CustodyStatus.ENDED:
        return Standing.HANDED_OVER, agreement.ended_at
    later = agreement.renewed_by.filter(activated_at__isnull=False).order_by("activated_at").first()
    if later:
        return Standing.RENEWED, later.activated_at
    run_out = timezone.localdate(at) > agreement.ends_on
    return (Standing.RUN_OUT if run_out else Standing.COUNTS), None


def custody_contradictions(
    agreement: CustodyAgreement, entries: Sequence[EvidenceEntry]
) -> Iterator[str]:
    """What the rows of an agreement say otherwise than its chain; each name once."""
    told: Told = {}
    for entry in entries:
        told.setdefault(entry.kind, []).append(entry)
    found = [
        *_text(agreement, told),
        *_state(agreement, told),
        *_signatures(agreement, told),
        *_scans(agreement, told),
        *_checks(agreement, told),
        *_derived(agreement),
    ]
    yield from dict.fromkeys(found)


def _text(agreement: CustodyAgreement, told: Told) -> Iterator[str]:
    frozen = told.get(CustodyEvent.FROZEN)
    if not frozen:
        return
    digest = frozen[-1].payload["text"]
    try:
        if agreement.digest != digest or custody.text_digest(agreement.text) != digest:
            yield "text_changed"
        elif not custody.says(agreement.text, text_values(agreement), agreement.text_version):
            yield "terms_changed"
    except InvalidToken:
        yield "row_unreadable"


def _state(agreement: CustodyAgreement, told: Told) -> Iterator[str]:
    reached = next((state for kind, state in REACHED.items() if kind in told), None)
    if agreement.status != reached:
        yield "state_changed"
        return
    ends = told.get(CustodyEvent.VOIDED) or told.get(CustodyEvent.ENDED) or []
    begun = told.get(CustodyEvent.IN_FORCE) or []
    times = [entry.at for entry in (*begun[:1], *ends[:1])]
    if times != [one for one in (agreement.activated_at, agreement.ended_at) if one]:
        yield "time_changed"


def _signatures(agreement: CustodyAgreement, told: Told) -> Iterator[str]:
    by_party = {entry.payload["party"]: entry for entry in told.get(CustodyEvent.SIGNED, [])}
    rows = {row.party: row for row in agreement.signatures.all()}
    if rows.keys() - by_party.keys():
        yield "signature_without_evidence"
    if by_party.keys() - rows.keys():
        yield "signature_changed"
    for party in rows.keys() & by_party.keys():
        yield from _signature(agreement, rows[party], by_party[party])


def _signature(
    agreement: CustodyAgreement, row: CustodySignature, entry: EvidenceEntry
) -> Iterator[str]:
    says = signature_data(agreement, row) | {"text": entry.payload["text"]}
    if not _is_named(agreement, row) or any(
        entry.payload.get(name) != value for name, value in says.items()
    ):
        yield "signature_changed"
    if row.at != entry.at:
        yield "time_changed"


def _is_named(agreement: CustodyAgreement, row: CustodySignature) -> bool:
    """Whether the row names who signed as it was stated: in the agreement, or off the paper."""
    if row.scan is not None:
        told = custody.Stated(
            Party(row.party), row.name, row.stated_on, row.is_mark, tuple(row.witnesses)
        )
        return told.as_data() in row.scan.stated
    return row.party == Party.TOWNSHIP or row.name == agreement.party_name(row.party)


def _scans(agreement: CustodyAgreement, told: Told) -> Iterator[str]:
    rows = list(agreement.scans.all())
    filed = sorted(
        (entry.payload["sha256"], entry.payload["stated"])
        for entry in told.get(CustodyEvent.SCAN_FILED, [])
    )
    said = [entry.payload for entry in told.get(CustodyEvent.SCAN_DECIDED, [])]
    decided = sorted((one["sha256"], one["accepted"]) for one in said)
    stated = sorted((row.sha256, scan_data(row)["stated"]) for row in rows)
    if filed != stated or decided != sorted(
        (row.sha256, row.accepted) for row in rows if row.accepted is not None
    ):
        yield "scan_changed"


def _checks(agreement: CustodyAgreement, told: Told) -> Iterator[str]:
    by_day = {entry.payload["on"]: entry.payload for entry in told.get(CustodyEvent.CHECKED, [])}
    rows = {str(row.on): check_data(row) for row in agreement.checks.all()}
    if {day: _plain(data) for day, data in rows.items()} != {
        day: _plain(data) for day, data in by_day.items()
    }:
        yield "check_changed"
    ended, handover = told.get(CustodyEvent.ENDED), getattr(agreement, "handover", None)
    if not ended:
        return
    balance = ended[-1].payload.get("balance", "")
    if handover is None or (balance and Decimal(balance) != handover.balance):
        yield "handover_changed"


def _derived(agreement: CustodyAgreement) -> Iterator[str]:
    """Columns that are worked out from others: what is open, what is due, what finds the person."""
    checks = sorted(agreement.checks.all(), key=lambda row: row.pk)
    if agreement.open_findings != sum(row.is_open for row in checks):
        yield "check_changed"
    if agreement.next_check_on != _next_check(agreement, checks):
        yield "check_changed"
    try:
        whole = lookup_hash("id_number", agreement.person_id_number)
    except InvalidToken:
        yield "row_unreadable"
        return
    if agreement.person_id_hash != whole:
        yield "terms_changed"


def _next_check(agreement: CustodyAgreement, checks: list[CustodyCheck]) -> date | None:
    if agreement.status != CustodyStatus.ACTIVE or agreement.activated_at is None:
        return None
    begun = max(agreement.starts_on, timezone.localdate(agreement.activated_at))
    last = checks[-1].on if checks else begun
    return custody.next_check(last, agreement.check_cycle)


def _plain(data: dict) -> dict:
    """Amounts as numbers, 400 is 400.00; without the digests of rows."""
    figures = {name: value for name, value in data.items() if name != ROWS}
    return {name: Decimal(value) if name in AMOUNTS else value for name, value in figures.items()}
