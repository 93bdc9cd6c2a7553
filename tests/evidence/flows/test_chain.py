import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from cms.lib import chain
from evidence.engine.events import EvidenceKind
from evidence.flows import chain as flow
from evidence.flows.chain import Event, record, record_many
from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import broken_chains, chain_of
from evidence.subjects import CHAINS, OWN_EVENTS, SUBJECTS
from pledges.rounds.models.envelope import SignatureMark
from pledges.rounds.models.events import PledgeEvent
from tests.factories.rounds import envelope_of, make_round, sign

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "evidence.md"


@pytest.fixture
def envelope(world, at):
    return envelope_of(make_round(world, at), world.members["staff"])


def test_the_worked_example_of_the_guide_holds():
    guide = GUIDE.read_text(encoding="utf-8")
    text = guide.split("```json\n", 1)[1].split("\n```", 1)[0]
    body = json.loads(text)
    assert chain.canonical(body).decode() == text
    assert f"`{chain.link(chain.GENESIS, body)}`" in guide
    entry = EvidenceEntry(
        subject=body["subject"],
        seq=1,
        kind="viewed",
        payload=body["data"],
        at=datetime(2026, 11, 23, 1, tzinfo=UTC),
    )
    assert entry.body() == body


def test_a_signed_envelope_has_an_unbroken_chain(envelope, at):
    sign(envelope, at)
    entries = list(chain_of(envelope.subject).all())
    assert [(entry.seq, entry.kind) for entry in entries] == [
        (1, "opened"),
        (2, "viewed"),
        (3, "signed"),
    ]
    assert chain.verify([(entry.body(), entry.digest) for entry in entries]) is None
    assert list(broken_chains()) == []


def test_several_events_of_one_envelope_follow_each_other(envelope, at):
    first, second = record_many(
        [Event(envelope, PledgeEvent.VIEWED, at), Event(envelope, PledgeEvent.EXPIRED, at)]
    )
    assert (first.seq, second.seq) == (2, 3)
    assert second.previous == first.digest


def test_a_forged_entry_is_found(envelope, at):
    record(Event(envelope, PledgeEvent.VIEWED, at, {"text": "a"}))
    EvidenceEntry.objects.create(
        subject=envelope.subject,
        seq=3,
        kind="signed",
        payload={},
        at=at,
        previous="0" * 64,
        digest="f" * 64,
    )
    (fault,) = broken_chains()
    assert (fault.code, fault.seq) == (envelope.subject, 3)


def test_a_gap_is_found(envelope, at):
    last = chain_of(envelope.subject).last()
    entry = EvidenceEntry(
        subject=envelope.subject,
        seq=3,
        kind="viewed",
        payload={},
        at=at,
        previous=last.digest,
    )
    entry.digest = chain.link(last.digest, entry.body())
    entry.save()
    (fault,) = broken_chains([envelope.subject])
    assert fault.seq == 2


def test_a_record_that_is_no_envelope_has_a_chain_of_its_own(envelope, at):
    first, second = record_many(
        [
            Event(envelope.round, PledgeEvent.OPENED, at),
            Event(envelope.round, EvidenceKind.SEALED, at),
        ]
    )
    assert first.subject == second.subject == f"round:{envelope.round_id}"
    assert (second.seq, second.previous) == (first.seq + 1, first.digest)
    assert first.body()["subject"] == first.subject
    assert list(broken_chains()) == []


def test_every_kind_of_entry_has_words():
    assert set(OWN_EVENTS) == set(EvidenceKind)
    kinds = [*SUBJECTS, *CHAINS]
    assert len(kinds) >= 8
    for chain_kind in kinds:
        assert set(chain_kind.events) & set(OWN_EVENTS) == set()
        assert all(str(label) for label in chain_kind.events.values())


@pytest.mark.parametrize(
    ("subject", "kind", "label"),
    [
        ("envelope:X", "signed", "signed electronically"),
        ("custody:X", "frozen", "text frozen for signing"),
        ("alert:X", "exported", "exported"),
        ("consent:1", "agreed", "agreement on electronic signatures signed"),
        ("nobody:1", "never", "never"),
    ],
)
def test_an_entry_is_called_as_its_app_calls_it(subject, kind, label):
    with translation.override("en"):
        assert EvidenceEntry(subject=subject, kind=kind).label == label


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_what_was_recorded(envelope, at, act):
    sign(envelope, at)
    entries, marks = chain_of(envelope.subject).all(), SignatureMark.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        entries.delete() if act == "delete" else entries.update(kind="sealed")
    with pytest.raises(DatabaseError), transaction.atomic():
        marks.delete() if act == "delete" else marks.update(path="M0 0")


@pytest.mark.parametrize(
    "change", [{"digest": "0" * 64}, {"member_name": "别人"}, {"text": {}}, {"signed_at": None}]
)
def test_what_was_signed_cannot_be_changed(envelope, at, change):
    signed = sign(envelope, at)
    rows = type(envelope).objects.filter(pk=signed.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(using="default")
    assert rows.update(ended_reason="…") == 1


class Named:
    """Anything that has a chain of its own."""

    def __init__(self, number: int) -> None:
        self.subject = f"named:{number}"


def said(subject: str) -> list[tuple]:
    rows = EvidenceEntry.objects.filter(subject=subject).order_by("seq")
    return list(rows.values_list("seq", "kind", "payload", "at"))


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_many_chains_at_once_each_go_on_from_their_own_end(db, at, monkeypatch, batch):
    """However many chains a look takes, and however long they are already."""
    monkeypatch.setattr(flow, "BATCH", batch)
    targets = [Named(number) for number in range(5)]
    for target in targets[:3]:
        record_many([Event(target, "first", at), Event(target, "second", at, {"n": 2})])
    later = at + timedelta(hours=1)
    made = record_many([Event(target, "third", later) for target in reversed(targets)])
    assert [entry.subject for entry in made] == [f"named:{n}" for n in (4, 3, 2, 1, 0)]
    for target in targets[:3]:
        wanted = [(1, "first", {}, at), (2, "second", {"n": 2}, at), (3, "third", {}, later)]
        assert said(target.subject) == wanted
    for target in targets[3:]:
        assert said(target.subject) == [(1, "third", {}, later)]
    assert list(broken_chains()) == []


def test_a_look_at_many_chains_reads_the_asked_ones_alone(db, at, monkeypatch):
    monkeypatch.setattr(flow, "BATCH", 2)
    for number in range(4):
        record(Event(Named(number), "first", at))
    heads = flow._heads(["named:0", "named:2", "named:3"])
    assert {subject: seq for subject, (seq, _digest) in heads.items()} == {
        "named:0": 1,
        "named:2": 1,
        "named:3": 1,
    }


def test_one_look_takes_five_hundred_chains():
    assert flow.BATCH == 500


def test_the_first_entry_of_a_chain_follows_nothing(db, at):
    first = record(Event(Named(1), "first", at))
    assert (first.seq, first.previous) == (1, chain.GENESIS)
    assert first.digest == chain.link(chain.GENESIS, first.body())
    assert record_many([]) == []
