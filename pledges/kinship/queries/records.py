"""What is on file for a near-relative declaration, held against its evidence. Reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from cms.lib.crypto import InvalidToken, lookup_hash
from evidence.engine.checks import Account, Fault, Standing
from evidence.engine.strokes import from_data, svg_path
from evidence.models.chain import EvidenceEntry
from evidence.queries.subjects import compared, readable
from pledges.kinship.engine import declaration as engine
from pledges.kinship.engine.declaration import DeclarationStatus
from pledges.kinship.models.declaration import (
    DeclarationQuerySet,
    DeclarationStep,
    NearRelativeDeclaration,
)
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.queries.facts import head_facts, signed_data
from pledges.kinship.queries.relatives import line_of_relative

STEPS = {
    KinshipEvent.OPINION_GIVEN: DeclarationStep.Kind.OPINION,
    KinshipEvent.CONCLUDED: DeclarationStep.Kind.CONCLUSION,
}
LISTS: dict[str, dict[str, str]] = {"relation": {}, "aid": {}}


def whole_declarations() -> DeclarationQuerySet:
    """Signed declarations with everything that a comparison reads."""
    rows = NearRelativeDeclaration.objects.signed().select_related("signature")
    return rows.prefetch_related("relatives", "steps")


def signed_declaration(code: str) -> NearRelativeDeclaration | None:
    """The declaration of a code that was signed, whatever became of it since."""
    return whole_declarations().filter(code=code).first()


def account_of(
    declaration: NearRelativeDeclaration, entries: Sequence[EvidenceEntry], at: datetime
) -> Account:
    """What the rows of a signed declaration say of it, held against its entries."""
    return Account(
        signed_at=declaration.signed_at,
        contradictions=tuple(readable(declaration_contradictions, declaration, entries)),
        standing=Standing.COUNTS if declaration.is_current else Standing.SUPERSEDED,
    )


def declaration_faults() -> Iterator[Fault]:
    """Signed declarations of which a row says other than the evidence, one after the other."""
    yield from compared(whole_declarations(), declaration_contradictions)
    yield from (Fault("standing_changed", subject) for subject in _wrongly_current())


def household_faults() -> Iterator[Fault]:
    """Households that the comparison would look for under another ID number than theirs."""
    rows = HouseholdFiling.objects.order_by("pk").values_list("pk", "id_number_hash")
    for pk, kept in rows.iterator():
        try:
            own = HouseholdFiling.objects.values_list("id_number", flat=True).get(pk=pk)
        except InvalidToken:
            continue  # named as unreadable
        if kept != _hash(own):
            yield Fault("terms_changed", f"kinship_householdfiling/{pk}")


def _wrongly_current() -> Iterator[str]:
    """Declarations that pass for the newest of their member and are not, or the other way round."""
    rows = NearRelativeDeclaration.objects.signed().order_by("member", "signed_at", "pk")
    newest = dict(rows.counting().values_list("member", "pk"))  # the last of each member stays
    for row in rows.only("code", "member", "is_current").iterator():
        if row.is_current != (newest.get(row.member_id) == row.pk):
            yield row.subject


def declaration_contradictions(
    declaration: NearRelativeDeclaration, entries: Sequence[EvidenceEntry]
) -> Iterator[str]:
    """What the rows of a signed declaration say otherwise than its chain."""
    told = {entry.kind: entry for entry in entries}
    signed = told.get(KinshipEvent.SIGNED)
    if signed is None:
        yield "signature_without_evidence"
        return
    yield from _text(declaration, signed)
    yield from _signature(declaration, signed)
    yield from _derived(declaration)
    opinion, conclusion = (told.get(kind) for kind in STEPS)
    reached = DeclarationStatus.REVIEWED if opinion else DeclarationStatus.SIGNED
    if declaration.status != (conclusion.payload["result"] if conclusion else reached):
        yield "state_changed"
    said = {
        (STEPS[one.kind].value, one.payload.get("result", ""), one.payload["words"])
        for one in (opinion, conclusion)
        if one
    }
    if said != {(row.kind, row.result, row.words) for row in declaration.steps.all()}:
        yield "step_changed"


def _text(declaration: NearRelativeDeclaration, signed: EvidenceEntry) -> Iterator[str]:
    digest = signed.payload["text"]
    if declaration.digest != digest or engine.text_digest(declaration.text) != digest:
        yield "text_changed"
    elif not _says(declaration):
        yield "terms_changed"


def _says(declaration: NearRelativeDeclaration) -> bool:
    """Whether the rows say what the text says; words of lists may have changed since."""
    facts = head_facts(declaration, {declaration.category: engine.ANY})
    rows = sorted(declaration.relatives.all(), key=lambda row: row.position)
    lines = [
        replace(line_of_relative(row, LISTS), relation=engine.ANY, aid=engine.ANY) for row in rows
    ]
    return engine.says(declaration.text, facts, lines)


def _derived(declaration: NearRelativeDeclaration) -> Iterator[str]:
    """What finds a person by a whole ID number must be made from that number."""
    rows = [declaration, *declaration.relatives.all()]
    if any(row.id_number_hash != _hash(row.id_number) for row in rows):
        yield "terms_changed"
    if declaration.typed:
        yield "terms_changed"  # gone with the signature


def _hash(id_number: str) -> str:
    return lookup_hash("id_number", id_number) if id_number else ""


def _signature(declaration: NearRelativeDeclaration, signed: EvidenceEntry) -> Iterator[str]:
    row = getattr(declaration, "signature", None)
    if row is None:
        yield "signature_changed"
        return
    relatives = len(declaration.relatives.all())
    says = signed_data(declaration, row.strokes, row.method, relatives)
    told = signed.payload
    differs = any(told.get(name) != says[name] for name in ("signature", "method"))
    if differs or row.path != svg_path(from_data(row.strokes)):
        yield "signature_changed"
    if row.at != signed.at or declaration.signed_at != signed.at:
        yield "time_changed"
    if declaration.member_id != told.get("member"):
        yield "signer_changed"
