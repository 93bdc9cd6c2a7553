"""Which rows of pledges the chain vouches for, and the digest of a version."""

from django.db.models import Q

from cms.lib import chain
from evidence.subjects import KeptRows
from pledges.rounds.engine.ceremony import RoundState
from pledges.rounds.models.envelope import Envelope, SignatureMark, SigningRound
from pledges.rounds.models.template import PledgeTemplateVersion

VERSION = KeptRows(
    "version.published",
    PledgeTemplateVersion,
    (
        "template",
        "number",
        "title",
        "preamble",
        "clauses",
        "closing",
        "consent",
        "basis_text",
        "term_months",
        "digest",
        "change",
        "change_note",
        "published_at",
        "published_by",
    ),
    due=Q(published_at__isnull=False),
)
ROUND_OPENED = KeptRows(
    "round.opened",
    SigningRound,
    (
        "title",
        "version",
        "organisation",
        "year",
        "opens_at",
        "due_at",
        "valid_until",
        "opened_by",
    ),
)
ROUND_CLOSED = KeptRows(
    "round.closed",
    SigningRound,
    ("state", "closed_at", "closed_by", "close_reason"),
    due=Q(state=RoundState.CLOSED) | Q(closed_at__isnull=False),
)
ASKED = KeptRows("envelope.asked", Envelope, ("round", "member", "code", "number", "replaces"))
SIGNED = KeptRows(
    "envelope.signed",
    Envelope,
    (
        "text",
        "digest",
        "member",
        "member_name",
        "organisation_name",
        "post_name",
        "viewed_at",
        "signed_at",
    ),
    due=Q(signed_at__isnull=False),
)
# The state itself follows from the kinds of the entries: `queries.records.STATES`.
ENDED = KeptRows(
    "envelope.ended",
    Envelope,
    ("ended_at", "ended_by", "ended_reason", "revoked_category"),
    due=Q(ended_at__isnull=False),
)
MARK = KeptRows(
    "envelope.mark", SignatureMark, ("envelope", "strokes", "path", "method", "made_at")
)
KEPT_ROWS = (VERSION, ROUND_OPENED, ROUND_CLOSED, ASKED, SIGNED, ENDED, MARK)


def version_digest(version: PledgeTemplateVersion) -> str:
    """SHA-256 over the canonical JSON of everything a signer agrees to."""
    return chain.digest(
        chain.canonical(
            {
                "title": version.title,
                "number": version.number,
                "preamble": version.preamble,
                "clauses": version.clauses,
                "closing": version.closing,
                "consent": version.consent,
                "basis": version.basis_text,
                "term_months": version.term_months,
            }
        )
    )
