from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from cms.lib.chain import digest
from evidence.flows import checking
from evidence.flows.anchors import make_roots
from evidence.flows.chain import Event, record
from evidence.flows.checking import check_everything
from evidence.flows.files import make_file
from evidence.models.anchor import EvidenceRoot
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file
from pledges.rounds.models.envelope import Envelope, SignatureMark
from tests.evidence.pki import pki
from tests.evidence.tamper import unguarded
from tests.factories.rounds import envelope_of, make_round, sign

DAY = timedelta(days=1)


@pytest.fixture
def rooted(sealed, at):
    """The sealed pledge, and a root over the day of its signing."""
    make_roots(at=at + DAY)
    return sealed


def faults(at) -> dict[str, str]:
    return {fault["code"]: fault["where"] for fault in check_everything(at=at).faults}


def test_what_nobody_touched_holds(rooted, at):
    check = check_everything(at=at + DAY)
    assert check.holds
    assert (check.documents, check.roots) == (1, 1)
    assert check.entries > 4


def edit(find, **change):
    """An act: past the triggers, write `change` into the rows that `find(envelope)` gives."""

    def act(envelope):
        rows = find(envelope)
        with unguarded(rows.model._meta.db_table):
            assert rows.update(**change)

    return act


def row_of(envelope):
    return Envelope.objects.filter(pk=envelope.pk)


def first_entry_of(envelope):
    return chain_of(envelope.subject).filter(seq=2)


def mark_of(envelope):
    return SignatureMark.objects.filter(envelope=envelope)


def every_root(envelope):
    return EvidenceRoot.objects.all()


def cut_the_tail(envelope):
    with unguarded("evidence_evidenceentry"):
        chain_of(envelope.subject).filter(kind="sealed").delete()


def rewrite_the_chain(envelope):
    """The clever one: every entry of the chain made anew, digests and all."""
    entries = list(chain_of(envelope.subject).order_by("seq"))
    with unguarded("evidence_evidenceentry"):
        chain_of(envelope.subject).all().delete()
        for entry in entries:
            data = entry.payload | ({"method": "passkey"} if entry.kind == "signed" else {})
            record(Event(envelope, entry.kind, entry.at, data))


def flip_a_byte(envelope):
    path = Path(settings.PRIVATE_ROOT) / sealed_file(envelope.subject).path
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)


def forge_the_date(envelope):
    edit(row_of, signed_at=envelope.signed_at - DAY)(envelope)


ACTS = [
    ("chain_broken", "{code}/2", edit(first_entry_of, payload={"text": "x"})),
    ("day_changed", "{day}", cut_the_tail),
    ("file_without_evidence", "{code}", cut_the_tail),
    ("day_changed", "{day}", rewrite_the_chain),
    ("text_changed", "{code}", edit(row_of, digest="0" * 64)),
    ("time_changed", "{code}", forge_the_date),
    ("signature_changed", "{code}", edit(mark_of, strokes=[])),
    ("file_damaged", "{path}", flip_a_byte),
    ("root_chain_broken", "{day}", edit(every_root, entries=1)),
]


@pytest.mark.parametrize(("code", "where", "act"), ACTS)
def test_what_was_done_behind_our_back_is_named(rooted, at, code, where, act):
    names = {
        "code": rooted.subject,
        "path": sealed_file(rooted.subject).path,
        "day": f"{at:%Y-%m-%d}",
    }
    act(rooted)
    found = faults(at + DAY)
    assert code in found
    assert found[code] == where.format(**names)


def test_the_rewritten_chain_deceives_the_chain_but_not_the_root(rooted, at):
    rewrite_the_chain(rooted)
    found = faults(at + DAY)
    assert "day_changed" in found
    assert "chain_broken" not in found


def test_words_put_into_the_text_are_found_though_the_digest_was_left(rooted, at):
    rooted.text["closing"] += "另加一句。"
    with unguarded("rounds_envelope"):
        rooted.save(update_fields=["text"])
    assert faults(at + DAY)["text_changed"] == rooted.subject


def test_those_who_must_know_are_told(rooted, at, settings, django_capture_on_commit_callbacks):
    settings.EVIDENCE_ALARM_EMAILS = ["audit@example.org"]
    flip_a_byte(rooted)
    with django_capture_on_commit_callbacks(execute=True):
        check_everything(at=at + DAY)
    (letter,) = mail.outbox
    assert sealed_file(rooted.subject).path in letter.body
    assert digest(b"") not in letter.body


def test_a_seal_whose_key_was_revoked_before_is_named(pki_seal, world, at, monkeypatch):
    pki_seal(at)
    envelope = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
    document = make_file(subject=envelope.subject, kind="signed", at=at)
    monkeypatch.setattr(checking, "trust_store", lambda: pki().trust((pki().seal, at)))
    assert faults(at + DAY) == {"certificate_revoked": document.path}
