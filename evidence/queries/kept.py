"""Which rows of evidence itself, of the floor below and of the log the chain vouches for."""

from django.db.models import Q
from wagtail.models import ModelLogEntry, PageLogEntry

from evidence.models.anchor import EvidenceCheck, RootCopy
from evidence.models.certificate import SealCertificate, SealRevocationList
from evidence.models.consent import ElectronicConsent
from evidence.models.stored import StoredFile
from evidence.models.timestamp import DocumentTimestamp
from evidence.subjects import KeptRows
from staff.models.roles import RoleGrant
from staff.models.roster import RosterChange, UnmaskEvent
from staff.models.standing import Credential

CONSENT = KeptRows(
    "consent",
    ElectronicConsent,
    ("member", "member_name", "version", "digest", "method", "at"),
)
FILE = KeptRows(
    "file",
    StoredFile,
    (
        "subject",
        "kind",
        "sha256",
        "size",
        "path",
        "renderer",
        "certificate",
        "level",
        "evidence",
        "made_at",
    ),
)
STAMP = KeptRows(
    "file.stamp",
    DocumentTimestamp,
    (
        "file",
        "number",
        "place",
        "token",
        "imprint",
        "authority",
        "is_independent",
        "stamped_at",
        "valid_to",
        "made_at",
    ),
)
CERTIFICATE = KeptRows(
    "certificate",
    SealCertificate,
    (
        "role",
        "der",
        "subject",
        "issuer",
        "serial",
        "fingerprint",
        "is_demo",
        "valid_from",
        "valid_to",
        "active_from",
    ),
)
CERTIFICATE_ENDED = KeptRows(
    "certificate.ended",
    SealCertificate,
    ("active_until", "ended_by", "end_reason"),
    due=Q(active_until__isnull=False),
)
CERTIFICATE_REVOKED = KeptRows(
    "certificate.revoked",
    SealCertificate,
    ("revoked_at", "revoked_by", "revoke_reason"),
    due=Q(revoked_at__isnull=False),
)
REVOCATIONS = KeptRows(
    "revocations",
    SealRevocationList,
    ("issuer", "der", "fingerprint", "this_update", "next_update", "revoked", "noted_at"),
)
ROOT_COPY = KeptRows("root.copy", RootCopy, ("root", "channel", "target", "digest", "token", "at"))
CHECK = KeptRows(
    "check",
    EvidenceCheck,
    ("at", "entries", "documents", "roots", "faults", "newest_day", "newest_digest"),
)
CREDENTIAL = KeptRows(
    "credential",
    Credential,
    (
        "member",
        "kind",
        "code",
        "title",
        "value",
        "earned_at",
        "expires_at",
        "source",
        "member_name",
        "organisation_name",
        "post_name",
        "revokes",
        "reason",
    ),
)
GRANT = KeptRows(
    "grant.given",
    RoleGrant,
    ("user", "role", "organisation", "starts_at", "ends_at", "reason", "granted_by"),
)
GRANT_ENDED = KeptRows(
    "grant.ended",
    RoleGrant,
    ("revoked_at", "revoked_by", "revoke_reason"),
    due=Q(revoked_at__isnull=False),
)
ROSTER_CHANGE = KeptRows(
    "roster.change",
    RosterChange,
    (
        "member",
        "kind",
        "before",
        "after",
        "organisation",
        "from_organisation",
        "effective_on",
        "reason",
        "roster_import",
        "by",
        "at",
    ),
    swept=True,
)
UNMASKED = KeptRows("roster.unmasked", UnmaskEvent, ("member", "by", "reason", "at"), swept=True)
LOGGED = ("content_type", "label", "action", "data", "timestamp", "user", "uuid", "revision")
LOG = KeptRows("log.model", ModelLogEntry, (*LOGGED, "object_id"), swept=True)
PAGE_LOG = KeptRows("log.page", PageLogEntry, (*LOGGED, "page"), swept=True)
KEPT_ROWS = (
    CONSENT,
    FILE,
    STAMP,
    CERTIFICATE,
    CERTIFICATE_ENDED,
    CERTIFICATE_REVOKED,
    REVOCATIONS,
    ROOT_COPY,
    CHECK,
    CREDENTIAL,
    GRANT,
    GRANT_ENDED,
    ROSTER_CHANGE,
    UNMASKED,
    LOG,
    PAGE_LOG,
)
