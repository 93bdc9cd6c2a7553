"""Which rows about near relatives the chain vouches for, and from which act on."""

from django.db.models import Q

from evidence.subjects import KeptRows
from pledges.kinship.models.declaration import (
    DeclarationSignature,
    DeclarationStep,
    NearRelative,
    NearRelativeDeclaration,
)
from pledges.kinship.models.household import (
    CasePerson,
    HouseholdFiling,
    HouseholdNote,
    Recusal,
    Rescreening,
)
from pledges.kinship.models.matching import AlertStep, KinshipAlert

DECLARED = KeptRows(
    "declaration.signed",
    NearRelativeDeclaration,
    (
        "code",
        "number",
        "year",
        "kind",
        "member",
        "member_name",
        "organisation_name",
        "post_name",
        "id_number",
        "category",
        "phone",
        "has_relatives",
        "promised",
        "text",
        "digest",
        "created_at",
        "signed_at",
        "renews",
    ),
    due=Q(signed_at__isnull=False),
)
RELATIVE = KeptRows(
    "declaration.relative",
    NearRelative,
    (
        "declaration",
        "series",
        "position",
        "relation",
        "name",
        "id_number",
        "registered_at",
        "lives_at",
        "aid",
        "state",
        "people",
        "monthly",
        "since",
        "took_part",
        "took_part_in",
        "frozen",
    ),
    due=Q(frozen=True),
)
SIGNATURE = KeptRows(
    "declaration.signature",
    DeclarationSignature,
    ("declaration", "strokes", "path", "method", "assertion", "at"),
)
STEP = KeptRows(
    "declaration.step",
    DeclarationStep,
    ("declaration", "kind", "result", "words", "by", "by_name", "at"),
)
FILED = KeptRows(
    "household.filed",
    HouseholdFiling,
    (
        "code",
        "number",
        "township",
        "accepted_on",
        "name",
        "id_number",
        "id_ok",
        "sex",
        "born_on",
        "registered_at",
        "lives_at",
        "people",
        "matter",
        "reason",
        "applied_on",
        "asked",
        "related",
        "member",
        "staff_name",
        "staff_unit",
        "staff_post",
        "staff_phone",
        "relation",
        "hardship",
        "means",
        "visited_on",
        "visitors_unrelated",
        "opinion",
        "signed_how",
        "strokes",
        "path",
        "accepted_by",
        "created_at",
        "replaces",
    ),
)
VISITED = KeptRows(
    "household.visited",
    HouseholdFiling,
    ("county_visited_on", "county_found"),
    due=Q(county_visited_on__isnull=False),
)
STATE = KeptRows(
    "household.state", HouseholdFiling, ("state", "county_result", "monthly", "starts_on")
)
CASE_PERSON = KeptRows(
    "household.person", CasePerson, ("filing", "role", "name", "member", "at"), swept=True
)
NOTE = KeptRows(
    "household.note", HouseholdNote, ("filing", "on", "kind", "reason", "monthly", "by", "at")
)
RESCREENING = KeptRows(
    "household.rescreening",
    Rescreening,
    (
        "filing",
        "year",
        "on",
        "application",
        "acceptance",
        "confirmation",
        "conclusion",
        "words",
        "by",
        "by_name",
        "at",
    ),
)
RECUSAL = KeptRows(
    "household.recusal",
    Recusal,
    ("filing", "member", "member_name", "role", "substitute", "reason", "on", "by", "at"),
)
RAISED = KeptRows(
    "alert.raised",
    KinshipAlert,
    ("code", "key", "kind", "place", "member", "filing", "facts", "raised_at"),
)
JUDGED = KeptRows(
    "alert.judged",
    KinshipAlert,
    (
        "state",
        "declaration",
        "conclusion",
        "concluded_by",
        "concluded_at",
        "closed_by",
        "closed_at",
    ),
)
ALERT_STEP = KeptRows(
    "alert.step",
    AlertStep,
    ("alert", "kind", "conclusion", "words", "by", "by_name", "at"),
    swept=True,
)
KEPT_ROWS = (
    DECLARED,
    RELATIVE,
    SIGNATURE,
    STEP,
    FILED,
    VISITED,
    STATE,
    CASE_PERSON,
    NOTE,
    RESCREENING,
    RECUSAL,
    RAISED,
    JUDGED,
    ALERT_STEP,
)
