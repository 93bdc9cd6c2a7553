"""The evidence inside the PDF of a custody agreement: digests and times, no personal data."""

from cms.lib import chain
from cms.lib.pdf.rendering import PdfAttachment
from evidence.models.chain import EvidenceEntry
from evidence.queries.attachment import FORMAT, as_attachment, utc
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from pledges.custody.queries.facts import signature_data


def custody_attachment(agreement: CustodyAgreement) -> PdfAttachment:
    """The evidence file of an agreement in force; the same bytes whenever it is made."""
    return as_attachment(custody_evidence(agreement))


def custody_evidence(agreement: CustodyAgreement) -> dict:
    """What the file says: up to the coming into force and nothing later.

    Who the parties are stands in the words of the agreement; here they are called by their part.
    """
    entries = EvidenceEntry.objects.filter(subject=agreement.subject)
    begun = entries.get(kind=CustodyEvent.IN_FORCE)
    return {
        "format": FORMAT,
        "document": {
            "kind": "custody",
            "code": agreement.code,
            "number": agreement.number,
            "title": agreement.text.splitlines()[0],
            "text_sha256": agreement.digest,
            "text_version": agreement.text_version,
        },
        "signatures": [
            signature_data(agreement, row) | {"at": utc(row.at)}
            for row in agreement.signatures.order_by("at", "pk")
        ],
        "times": {"in_force": utc(begun.at)},
        "chain": {
            "seq": begun.seq,
            "previous": begun.previous,
            "head": begun.digest,
            "entry": chain.canonical(begun.body()).decode(),
        },
    }
