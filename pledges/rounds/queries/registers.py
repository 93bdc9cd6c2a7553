"""Reads for what leaves the house: the rows of a register, and how many are in which state."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.models.envelope import STATUS_LABELS, Envelope, SigningRound
from pledges.rounds.queries.envelopes import COUNTY, TOWNSHIP
from staff.models.organisation import Organisation


@dataclass(frozen=True)
class RegisterRow:
    """One line of the register: the envelope with its county and township by name."""

    county: str
    township: str
    envelope: Envelope


def register_rows(envelopes: QuerySet[Envelope]) -> Iterator[RegisterRow]:
    """Envelopes with the places they stand under, in tree order; streamed, without their words."""
    names = dict(Organisation.objects.values_list("path", "short_name"))
    used = envelopes.order_by().values_list("round", flat=True).distinct()
    rounds = SigningRound.objects.select_related("version").in_bulk(list(used))
    ordered = envelopes.select_related("member__organisation").defer("text")
    ordered = ordered.order_by("member__organisation__path", "member__staff_number", "pk")
    for envelope in ordered.iterator(chunk_size=500):
        envelope.round = rounds[envelope.round_id]
        path = envelope.member.organisation.path
        county = names[path[: min(len(path), COUNTY)]]
        township = names[path[:TOWNSHIP]] if len(path) >= TOWNSHIP else ""
        yield RegisterRow(county, township, envelope)


def count_states(envelopes: QuerySet[Envelope]) -> list[tuple[str, int]]:
    """How many envelopes are in each state that occurs, in the order of a pledge's life."""
    rows = envelopes.order_by().values_list("status").annotate(n=Count("pk"))
    counts: dict[str, int] = {}
    found = dict(rows)
    for status in EnvelopeStatus:
        if status in found:
            label = str(STATUS_LABELS[status])
            counts[label] = counts.get(label, 0) + found[status]
    return list(counts.items())
