"""Every way we know to falsify a pledge: each is caught, and each is named.

The cases stand in docs/evidence.md; this file reads them there and does what they say.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from pledges.adapters import vault
from pledges.engine.ceremony import EvidenceKind
from pledges.flows import checking, verification
from pledges.flows.anchors import make_roots
from pledges.flows.checking import check_everything
from pledges.flows.evidence import Event, record
from pledges.flows.evidence_file import evidence_attachment
from pledges.flows.sealing import seal_envelope
from pledges.flows.verification import check_file
from pledges.models.envelope import Envelope, SignatureMark
from pledges.models.evidence import EvidenceEntry
from tests.factories.pledges import envelope_of, make_round, sign
from tests.pledges import tamper_pdf
from tests.pledges.pki import Authority, pki, plain_pdf, seal
from tests.pledges.tamper import unguarded

DAY = timedelta(days=1)
ROW = re.compile(r"^\| `([a-z_]+)` \| .+ \| (file|night) \| `([a-z_]+)` \|$", re.MULTILINE)


def table() -> list[tuple[str, str, str]]:
    """(case, where it is caught, how it is named) of docs/evidence.md."""
    return ROW.findall((settings.BASE_DIR / "docs" / "evidence.md").read_text(encoding="utf-8"))


@dataclass
class Scene:
    """Two sealed pledges, of A and of B; `present` is what the public check is given."""

    a: Envelope
    b: Envelope
    at: object
    trust: object

    def bytes_of(self, envelope) -> bytes:
        return vault.read(envelope.sealed.path, envelope.sealed.sha256)

    def present(self, data: bytes, code_of: Envelope | None = None):
        file = BytesIO(data)
        file.size = len(data)
        return check_file(file=file, subject=code_of, at=self.at + DAY)


def evidence(envelope) -> bytes:
    return evidence_attachment(envelope).data


def sealed_pdf(envelope, at, inside: bytes | None = None, **how) -> bytes:
    with time_machine.travel(at, tick=False):
        return seal(plain_pdf(envelope.code, evidence=inside or evidence(envelope)), **how)


@pytest.fixture
def make(world, at, monkeypatch, pki_seal):
    """make(**how) → the scene, its files sealed like that."""

    def build(**how) -> Scene:
        pki_seal(at, **{"stamped_at": at, **how})
        scene = Scene(None, None, at, pki().trust())
        for module in (verification, checking):
            monkeypatch.setattr(module, "trust_store", lambda: scene.trust)
        round_ = make_round(world, at)
        pair = [
            sign(envelope_of(round_, world.members[who]), at) for who in ("staff", "coordinator")
        ]
        for envelope in pair:
            seal_envelope(envelope_id=envelope.pk, at=at)
            envelope.refresh_from_db()
        scene.a, scene.b = pair
        make_roots(at=at + DAY)
        return scene

    return build


def test_what_nobody_touched_is_not_accused(make):
    scene = make()
    verdict = scene.present(scene.bytes_of(scene.a), scene.a)
    assert (verdict.finding, verdict.holds) == ("equal", True)
    assert check_everything(at=scene.at + DAY).faults == []


def edited(change):
    """The file of A, changed with a PDF tool, given together with its code."""

    def act(make):
        scene = make()
        return scene.present(change(scene.bytes_of(scene.a)), scene.a)

    return act


def swapped(make):
    scene = make()
    data = tamper_pdf.swap_signature(scene.bytes_of(scene.a), scene.bytes_of(scene.b))
    return scene.present(data, scene.a)


def other_authority(make):
    """A forger's authority that calls itself by our name."""
    scene = make()
    forger = Authority(pki().authority.name).issue("讲堂系统数字签名")
    data = sealed_pdf(scene.a, scene.at, holder=forger, stamped_at=scene.at)
    return scene.present(data, scene.a)


def revoked(make):
    scene = make(stamped_at=None)
    scene.trust = pki().trust((pki().seal, scene.at + DAY))
    return scene.present(scene.bytes_of(scene.a), scene.a)


def backdated(make):
    """The sealing server's clock was set back; the timestamp is the authority's."""
    scene = make(late=-90 * DAY)
    return scene.present(scene.bytes_of(scene.a), scene.a)


def others_code(make):
    scene = make()
    return scene.present(scene.bytes_of(scene.a), scene.b)


def others_evidence(make):
    """An insider with the key seals the words of A with the evidence of B."""
    scene = make()
    data = sealed_pdf(scene.a, scene.at, evidence(scene.b), stamped_at=scene.at)
    return scene.present(data, scene.a)


def second_original(make):
    """An insider with the key seals the pledge once more, with an earlier date in the evidence."""
    scene = make()
    inside = json.loads(evidence(scene.a))
    inside["times"]["signed"] = (scene.a.signed_at - 30 * DAY).isoformat()
    inside = json.dumps(inside).encode()
    return scene.present(sealed_pdf(scene.a, scene.at, inside, stamped_at=scene.at), scene.a)


def night(act):
    """Something done in the database or on the disk; the nightly walk comes after."""

    def run(make):
        scene = make()
        act(scene)
        return {fault["code"]: fault["where"] for fault in check_everything(at=scene.at).faults}

    return run


def rows(find, **change):
    def act(scene):
        found = find(scene.a)
        with unguarded(found.model._meta.db_table):
            assert found.update(**change)

    return night(act)


def cut_the_chain(scene):
    with unguarded("pledges_evidenceentry"):
        scene.a.evidence.filter(kind="sealed").delete()


def rewrite_the_chain(scene):
    entries = list(scene.a.evidence.order_by("seq"))
    with unguarded("pledges_evidenceentry"):
        scene.a.evidence.all().delete()
        for entry in entries:
            data = entry.payload | ({"method": "passkey"} if entry.kind == "signed" else {})
            record(Event(scene.a, EvidenceKind(entry.kind), entry.at, data))


def exchange_the_file(scene):
    path = Path(settings.PRIVATE_ROOT) / scene.a.sealed.path
    path.write_bytes(tamper_pdf.overlay(path.read_bytes()))


def backdate_the_row(scene):
    with unguarded("pledges_envelope"):
        Envelope.objects.filter(pk=scene.a.pk).update(signed_at=scene.a.signed_at - DAY)


def mark_of(envelope):
    return SignatureMark.objects.filter(envelope=envelope)


CASES = {
    "flipped_byte": edited(tamper_pdf.flip_byte),
    "drawn_over": edited(tamper_pdf.overlay),
    "exchanged_attachment": edited(tamper_pdf.replace_evidence),
    "added_page": edited(tamper_pdf.add_page),
    "added_note": edited(tamper_pdf.annotate),
    "filled_field": edited(tamper_pdf.fill_form),
    "appended_bytes": edited(tamper_pdf.append_junk),
    "saved_anew": edited(tamper_pdf.save_anew),
    "cut_off": edited(lambda data: data[:-700]),
    "swapped_signature": swapped,
    "false_authority": other_authority,
    "revoked_key": revoked,
    "false_time": backdated,
    "code_of_another": others_code,
    "evidence_of_another": others_evidence,
    "second_original": second_original,
    "edited_text": rows(lambda a: Envelope.objects.filter(pk=a.pk), digest="0" * 64),
    "backdated_row": night(backdate_the_row),
    "edited_drawing": rows(mark_of, strokes=[]),
    "edited_entry": rows(
        lambda a: EvidenceEntry.objects.filter(envelope=a, seq=2), payload={"text": "x"}
    ),
    "cut_chain": night(cut_the_chain),
    "rewritten_chain": night(rewrite_the_chain),
    "exchanged_file": night(exchange_the_file),
}


@pytest.mark.parametrize(("case", "where", "name"), table())
def test_it_is_caught_and_named(make, case, where, name):
    outcome = CASES[case](make)
    if where == "night":
        assert name in outcome
        return
    assert not outcome.holds
    assert outcome.finding == name


def test_the_table_lists_every_case_and_no_name_twice():
    rows = table()
    assert [case for case, _where, _name in rows] == list(CASES)
    assert len({name for _case, _where, name in rows}) == len(rows)
