"""The evidence inside the PDF: what is known of a signature, so that the file speaks for itself."""

from cms.lib import chain
from cms.lib.pdf.rendering import PdfAttachment
from evidence.engine.grade import grade
from evidence.engine.grade_inputs import facts_of
from evidence.models.chain import EvidenceEntry
from evidence.queries.attachment import FORMAT, as_attachment, utc
from evidence.queries.chains import chain_of
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.models.events import PledgeEvent


def signed_entry(envelope: Envelope) -> EvidenceEntry:
    """What was recorded at the signature. Raises EvidenceEntry.DoesNotExist before it."""
    return chain_of(envelope.subject).get(kind=PledgeEvent.SIGNED)


def evidence_attachment(envelope: Envelope, signed: EvidenceEntry) -> PdfAttachment:
    """The evidence file of a signed envelope; the same bytes whenever it is made."""
    return as_attachment(evidence_data(envelope, signed))


def evidence_data(envelope: Envelope, signed: EvidenceEntry) -> dict:
    """What the file says: up to the signature and nothing later.

    `chain.entry` is the signature's own entry, from which with `chain.previous` the head can be
    recomputed. The grade is that of this moment: sealing, roots and stamps come later.
    """
    said = signed.payload
    return {
        "format": FORMAT,
        "document": {
            "code": envelope.code,
            "number": envelope.number,
            "title": envelope.text["title"],
            "year": envelope.round.year,
            "text_sha256": envelope.digest,
            "version": envelope.round.version.number,
            "version_sha256": said["version"],
        },
        "signer": {
            "name": envelope.member_name,
            "staff_number": envelope.member.staff_number,
            "organisation": envelope.organisation_name,
            "post": envelope.post_name,
        },
        "intent": {
            "consent_sha256": said["consent"],
            "agreement_sha256": said.get("agreement", ""),
            "clauses_ticked": said["clauses"],
            "method": said["method"],
            "signature_sha256": said["signature"],
            "manner": said.get("manner", {}),
            "least_seconds": said.get("least_seconds", 0),
        },
        "times": {"viewed": utc(envelope.viewed_at), "signed": utc(envelope.signed_at)},
        "chain": {
            "seq": signed.seq,
            "previous": signed.previous,
            "head": signed.digest,
            "entry": chain.canonical(signed.body()).decode(),
        },
        "grade": {rung.question: [rung.level.name.lower(), rung.found] for rung in _rungs(said)},
    }


def _rungs(said: dict):
    return grade(facts_of(said))
