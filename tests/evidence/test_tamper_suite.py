"""Every way we know to falsify a pledge: each is caught, and each is named.

The cases stand in docs/evidence.md; this file reads them there and does what they say.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from cms.lib.tables.uploads import Upload
from evidence.adapters import vault
from evidence.engine.events import EvidenceKind, RevocationCategory
from evidence.engine.renewals import renewal_body
from evidence.engine.trust import Trust
from evidence.flows import checking
from evidence.flows.anchors import make_roots
from evidence.flows.chain import Event, record
from evidence.flows.checking import check_everything
from evidence.flows.files import make_file
from evidence.flows.timestamps import Place, imprint_of, note_token
from evidence.models.timestamp import DocumentTimestamp
from evidence.queries import verification
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file
from evidence.queries.kept import STAMP
from evidence.queries.rows import vouch
from evidence.queries.verification import check_file
from pledges.custody.flows.checks import Handover, end_agreement, record_check
from pledges.custody.flows.paper import file_scan
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.check import CustodyCheck, CustodyHandover
from pledges.custody.models.signing import PaperScan
from pledges.custody.queries.records import signed_agreement
from pledges.kinship.flows.review import give_opinion
from pledges.kinship.models.declaration import DeclarationStep
from pledges.rounds.flows.ending import revoke_envelope
from pledges.rounds.models.envelope import Envelope, SignatureMark
from pledges.rounds.queries.attachment import evidence_attachment, signed_entry
from tests.casts import World
from tests.evidence import sql_tricks, tamper_pdf
from tests.evidence.pki import Authority, Clock, believing, clock, pki, plain_pdf, seal
from tests.evidence.tamper import unguarded
from tests.factories.custody import make_active, make_signing, stated_on_paper
from tests.factories.kinship import make_declared
from tests.factories.rounds import SIGNATURE, envelope_of, make_round, sign
from tests.pledges.custody.flows.test_agreements import check_values

DAY = timedelta(days=1)
ROW = re.compile(r"^\| `([a-z_]+)` \| .+ \| (file|night) \| `([a-z_]+)` \|$", re.MULTILINE)


def table() -> list[tuple[str, str, str]]:
    """(case, where it is caught, how it is named) of docs/evidence.md."""
    return ROW.findall((settings.BASE_DIR / "docs" / "evidence.md").read_text(encoding="utf-8"))


@dataclass
class Scene:
    """Two sealed pledges, of A and of B; `present` is what the public check is given `after` so
    long.
    """

    a: Envelope
    b: Envelope
    at: datetime
    trust: Trust
    world: World
    after: timedelta = DAY

    def bytes_of(self, subject) -> bytes:
        stored = sealed_file(subject.subject)
        return vault.read(stored.path, stored.sha256)

    def present(self, data: bytes, code_of=None):
        file = BytesIO(data)
        file.size = len(data)
        return check_file(file=file, subject=code_of, at=self.at + self.after)

    def renew(self, clock: Clock, after: timedelta) -> None:
        """A further token for the file of A, by this clock."""
        at, sealed = self.at + after, sealed_file(self.a.subject)
        self.trust = believing(self.trust, clock)
        imprint = imprint_of(sealed, Place.RENEWAL)
        der = clock.token(imprint, at)
        row = note_token(
            file=sealed, der=der, place=Place.RENEWAL, imprint=imprint, outside=True, at=at
        )
        data = {"sha256": sealed.sha256, "token": sha256(der).hexdigest()}
        record(Event(self.a, EvidenceKind.STAMPED, at, data | vouch((STAMP, row))))

    def agreement(self):
        """A custody agreement in force, sealed, checked once."""
        found = make_active(self.world, self.at)
        make_file(subject=found.subject, kind="signed", at=self.at)
        by = self.world.users["hr_township"]
        record_check(agreement=found, values=check_values(), by=by, at=self.at)
        return signed_agreement(found.code)


def evidence(envelope) -> bytes:
    return evidence_attachment(envelope, signed_entry(envelope)).data


def sealed_pdf(envelope, at, inside: bytes | None = None, **how) -> bytes:
    with time_machine.travel(at, tick=False):
        return seal(plain_pdf(envelope.code, evidence=inside or evidence(envelope)), **how)


@pytest.fixture
def make(world, at, monkeypatch, pki_seal, settings, tmp_path):
    """make(**how) → the scene, its files sealed like that."""
    settings.EVIDENCE_ROOT_FOLDER = str(tmp_path / "roots")
    settings.PRIVATE_ROOT = tmp_path / "private"  # an act may revoke what seals

    def build(**how) -> Scene:
        pki_seal(at, **{"stamped_at": at, **how})
        scene = Scene(None, None, at, pki().trust(), world)
        for module in (verification, checking):
            monkeypatch.setattr(module, "trust_store", lambda: scene.trust)
        round_ = make_round(world, at)
        pair = [
            sign(envelope_of(round_, world.members[who]), at) for who in ("staff", "coordinator")
        ]
        for envelope in pair:
            make_file(subject=envelope.subject, kind="signed", at=at)
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
        at = scene.at + scene.after
        return {fault["code"]: fault["where"] for fault in check_everything(at=at).faults}

    return run


def rows(find, **change):
    def act(scene):
        found = find(scene.a)
        with unguarded(found.model._meta.db_table):
            assert found.update(**change)

    return night(act)


def cut_the_chain(scene):
    with unguarded("evidence_evidenceentry"):
        chain_of(scene.a.subject).filter(kind="sealed").delete()


def rewrite_the_chain(scene):
    entries = list(chain_of(scene.a.subject).order_by("seq"))
    with unguarded("evidence_evidenceentry"):
        chain_of(scene.a.subject).all().delete()
        for entry in entries:
            data = entry.payload | ({"method": "passkey"} if entry.kind == "signed" else {})
            record(Event(scene.a, entry.kind, entry.at, data))


def exchange_the_file(scene):
    path = Path(settings.PRIVATE_ROOT) / sealed_file(scene.a.subject).path
    path.write_bytes(tamper_pdf.overlay(path.read_bytes()))


def backdate_the_row(scene):
    with unguarded("rounds_envelope"):
        Envelope.objects.filter(pk=scene.a.pk).update(signed_at=scene.a.signed_at - DAY)


def unsign_the_row(scene):
    with unguarded("rounds_envelope"):
        Envelope.objects.filter(pk=scene.a.pk).update(
            status="open", signed_at=None, viewed_at=None, digest="", text={}
        )


def revoked_and(**change):
    """HR revokes a pledge; somebody writes otherwise by SQL."""

    def act(scene):
        by = scene.world.users["hr_city"]
        revoke_envelope(
            envelope=scene.a,
            category=RevocationCategory.MISTAKE,
            reason="日期有误",
            by=by,
            at=scene.at + DAY,
        )
        with unguarded("rounds_envelope"):
            assert Envelope.objects.filter(pk=scene.a.pk).update(**change)

    return night(act)


def mark_of(envelope):
    return SignatureMark.objects.filter(envelope=envelope)


def token(act):
    """The file of A, twice renewed; then something is done to its tokens, and nine years pass."""

    def run(make):
        scene = make()
        scene.renew(clock(7), 700 * DAY)
        scene.renew(clock(12), 2100 * DAY)
        scene.after = 3285 * DAY
        with unguarded("evidence_documenttimestamp"):
            act(scene, DocumentTimestamp.objects.filter(file=sealed_file(scene.a.subject)))
        return scene

    return run


def presented(act):
    def run(make):
        scene = token(act)(make)
        return scene.present(scene.bytes_of(scene.a), scene.a)

    return run


def walked(act):
    def run(make):
        return night(lambda scene: None)(lambda: token(act)(make))

    return run


def replace_token(scene, rows, by: Clock, content: bytes):
    at = scene.at + 2100 * DAY
    assert rows.filter(number=3).update(token=by.token(sha256(content).digest(), at))


def renewal_of_another(scene, rows):
    replace_token(scene, rows, clock(12), b"another file")


def renewal_of_a_forger(scene, rows):
    tokens = [bytes(row.token) for row in rows.filter(number__lt=3)]
    body = renewal_body(bytes.fromhex(sealed_file(scene.a.subject).sha256), tokens)
    replace_token(scene, rows, clock(11, "冒名"), body)


def slip_in_a_token(scene, rows):
    with unguarded("evidence_evidenceentry"):
        chain_of(scene.a.subject).filter(kind="stamped").last().delete()


def renew_too_late(scene):
    scene.renew(clock(12), 1500 * DAY)
    scene.after = 3285 * DAY


def custody(change):
    """Something done by SQL to what belongs to an agreement."""

    def act(scene):
        found = scene.agreement()
        change(scene, found)

    return night(act)


def update(model, **values):
    with unguarded(model._meta.db_table):
        assert model.objects.update(**values)


def revive(scene, agreement):
    handed = Handover(scene.at.date(), Decimal(400), "存折一本", "李家顺", SIGNATURE)
    by = scene.world.users["hr_township"]
    end_agreement(agreement=agreement, reason="入住机构", handover=handed, by=by, at=scene.at)
    update(CustodyAgreement, status="active", ended_at=None, end_reason="")


def embezzle(scene, agreement):
    handed = Handover(scene.at.date(), Decimal(400), "存折一本", "李家顺", SIGNATURE)
    by = scene.world.users["hr_township"]
    end_agreement(agreement=agreement, reason="入住机构", handover=handed, by=by, at=scene.at)
    update(CustodyHandover, balance=Decimal(4))


def file_another_scan(scene, agreement):
    signing = make_signing(scene.world, scene.at)
    scan = file_scan(
        agreement=signing,
        upload=Upload("pdf", plain_pdf("scan"), "scan.pdf"),
        stated=stated_on_paper(signing, scene.at.date()),
        by=scene.world.users["hr_township"],
        at=scene.at,
    )
    data = plain_pdf("another")
    (Path(settings.PRIVATE_ROOT) / scan.path).write_bytes(data)
    update(PaperScan, sha256=sha256(data).hexdigest())


def spoil_a_cell(scene, agreement):
    with unguarded("custody_custodyagreement") as cursor:
        cursor.execute("UPDATE custody_custodyagreement SET text = 'x'")


def rewrite_the_opinion(scene):
    row = make_declared(scene.world.members["staff"], scene.at, {})
    by = scene.world.users["hr_township"]
    give_opinion(declaration=row, words="属实", by=by, at=scene.at)
    update(DeclarationStep, words="不属实")


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
    "unsigned_row": night(unsign_the_row),
    "revived_pledge": revoked_and(
        status="sealed", ended_at=None, ended_by=None, ended_reason="", revoked_category=""
    ),
    "edited_entry": rows(lambda a: chain_of(a.subject).filter(seq=2), payload={"text": "x"}),
    "cut_chain": night(cut_the_chain),
    "rewritten_chain": night(rewrite_the_chain),
    "exchanged_file": night(exchange_the_file),
    "renewal_of_another": presented(renewal_of_another),
    "renewal_of_a_forger": presented(renewal_of_a_forger),
    "damaged_renewal": presented(lambda scene, rows: rows.filter(number=3).update(token=b"x")),
    "removed_token": presented(lambda scene, rows: rows.filter(number=2).delete()),
    "removed_last_token": walked(lambda scene, rows: rows.filter(number=3).delete()),
    "slipped_in_token": walked(slip_in_a_token),
    "late_renewal": night(renew_too_late),
    "edited_terms": custody(lambda *_: update(CustodyAgreement, monthly=Decimal(4800))),
    "revived_agreement": custody(revive),
    "edited_check": custody(lambda *_: update(CustodyCheck, actual=Decimal(4))),
    "edited_handover": custody(embezzle),
    "exchanged_scan": custody(file_another_scan),
    "edited_opinion": night(rewrite_the_opinion),
    "spoilt_cell": custody(spoil_a_cell),
    **{case: night(act) for case, act in sql_tricks.ACTS.items()},
}


@pytest.mark.parametrize(("case", "where", "name"), table())
def test_it_is_caught_and_named(make, case, where, name):
    outcome = CASES[case](make)
    if where == "night":
        assert name in outcome
        return
    assert not outcome.holds
    assert outcome.finding == name


def test_another_category_of_a_revocation_is_found(make):
    assert "standing_changed" in revoked_and(revoked_category="left_post")(make)


def test_the_table_lists_every_case():
    rows = table()
    assert [case for case, _where, _name in rows] == list(CASES)
    assert len(rows) >= 90


FILE_EDITS = {
    "bytes_changed": tamper_pdf.flip_byte,
    "page_changed": tamper_pdf.overlay,
    "attachment_changed": tamper_pdf.replace_evidence,
    "page_added": tamper_pdf.add_page,
    "annotation_added": tamper_pdf.annotate,
    "form_filled": tamper_pdf.fill_form,
    "junk_appended": tamper_pdf.append_junk,
    "rewritten": tamper_pdf.save_anew,
    "truncated": lambda data: data[:-700],
}


@pytest.mark.parametrize("name", list(FILE_EDITS))
@pytest.mark.parametrize("with_code", [True, False])
def test_an_altered_agreement_is_named_as_a_pledge_is(make, name, with_code):
    scene = make()
    agreement = scene.agreement()
    data = FILE_EDITS[name](scene.bytes_of(agreement))
    verdict = scene.present(data, agreement if with_code else None)
    assert not verdict.holds
    assert verdict.finding == name


def test_an_agreement_sealed_anew_with_the_evidence_of_a_pledge_is_told(make):
    scene = make()
    agreement = scene.agreement()
    data = sealed_pdf(agreement, scene.at, evidence(scene.a), stamped_at=scene.at)
    assert scene.present(data, agreement).finding == "evidence_of_other"
    assert scene.present(scene.bytes_of(scene.a), agreement).finding == "other_pledge"
    assert scene.present(scene.bytes_of(agreement), scene.a).finding == "other_pledge"
