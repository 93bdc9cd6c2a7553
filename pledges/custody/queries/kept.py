"""Which rows of custody agreements the chain vouches for, and from which act on."""

from django.db.models import Q

from evidence.subjects import KeptRows
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.check import CustodyCheck, CustodyHandover
from pledges.custody.models.signing import CustodySignature, PaperScan

AGREED = KeptRows(
    "custody.agreed",
    CustodyAgreement,
    (
        "code",
        "number",
        "township",
        "clerk",
        "custodian_name",
        "custodian_relation",
        "custodian_address",
        "custodian_phone",
        "custodian_is_official",
        "family_agreement_on",
        "person_name",
        "person_id_number",
        "aid",
        "capacity",
        "reason",
        "guardian_name",
        "guardian_relation",
        "guardian_phone",
        "supervisor_name",
        "supervisor_phone",
        "supervisor_unrelated",
        "scope",
        "monthly",
        "account_tail",
        "single_limit",
        "report_cycle",
        "check_cycle",
        "pay",
        "paid_by",
        "starts_on",
        "ends_on",
        "opening_balance",
        "text",
        "text_version",
        "digest",
        "created_at",
        "renews",
    ),
    due=~Q(digest=""),
)
IN_FORCE = KeptRows(
    "custody.in_force", CustodyAgreement, ("activated_at",), due=Q(activated_at__isnull=False)
)
ENDED = KeptRows(
    "custody.ended",
    CustodyAgreement,
    ("ended_at", "ended_by", "end_reason"),
    due=Q(ended_at__isnull=False),
)
SIGNATURE = KeptRows(
    "custody.signature",
    CustodySignature,
    (
        "agreement",
        "party",
        "name",
        "method",
        "strokes",
        "path",
        "id_seen",
        "is_mark",
        "witnesses",
        "host",
        "scan",
        "stated_on",
        "at",
    ),
)
SCAN = KeptRows(
    "custody.scan",
    PaperScan,
    (
        "agreement",
        "path",
        "kind",
        "size",
        "sha256",
        "stated",
        "entered_by",
        "entered_at",
    ),
)
SCAN_DECIDED = KeptRows(
    "custody.scan_decided",
    PaperScan,
    ("decided_by", "decided_at", "accepted", "remark"),
    due=Q(decided_at__isnull=False) | Q(accepted__isnull=False),
)
CHECK = KeptRows(
    "custody.check",
    CustodyCheck,
    (
        "agreement",
        "on",
        "first_checker",
        "second_checker",
        "ledger_complete",
        "receipts_complete",
        "previous",
        "income",
        "expense",
        "expected",
        "actual",
        "difference",
        "explanation",
        "food",
        "clothing",
        "housing",
        "health",
        "surroundings",
        "opinion",
        "problem",
        "rectify_by",
        "recorded_by",
        "recorded_at",
    ),
)
RECHECK = KeptRows(
    "custody.recheck",
    CustodyCheck,
    ("rechecked_on", "recheck_result", "rechecked_by"),
    due=Q(rechecked_on__isnull=False),
)
HANDOVER = KeptRows(
    "custody.handover",
    CustodyHandover,
    (
        "agreement",
        "on",
        "balance",
        "items",
        "received_by",
        "strokes",
        "path",
        "witnessed_by",
        "at",
    ),
)
KEPT_ROWS = (
    AGREED,
    IN_FORCE,
    ENDED,
    SIGNATURE,
    SCAN,
    SCAN_DECIDED,
    CHECK,
    RECHECK,
    HANDOVER,
)
