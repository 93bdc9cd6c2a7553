"""What somebody with the database and without the key could try: one act each, by name.

An act gets the scene of the tamper suite; the nightly walk comes after it.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from wagtail.models import ModelLogEntry

from evidence.adapters.sealer import current_sealer
from evidence.flows.anchors import make_roots, send_root
from evidence.flows.certificates import note_sealer, revoke_certificate
from evidence.flows.chain import ChainName, Event, record
from evidence.flows.checking import check_everything
from evidence.flows.rows import sweep_rows
from evidence.models.anchor import EvidenceRoot, RootCopy
from evidence.models.certificate import SealCertificate, SealRevocationList
from evidence.models.consent import ElectronicConsent
from evidence.models.stored import StoredFile
from evidence.queries.chains import chain_of
from evidence.queries.rows import vouch
from exams.flows.results import release_results, score_attempt
from exams.models.attempt import AnswerEvent, Submission
from exams.models.result import Result, ScoreChange
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.check import CustodyCheck
from pledges.custody.models.signing import CustodySignature
from pledges.kinship.models.declaration import (
    DeclarationSignature,
    NearRelative,
    NearRelativeDeclaration,
)
from pledges.rounds.flows.ending import exempt_envelope
from pledges.rounds.models.envelope import Envelope, SignatureMark, SigningRound
from pledges.rounds.models.template import PledgeTemplateVersion
from pledges.rounds.queries import kept
from staff.models.roles import RoleGrant
from staff.models.standing import Credential
from tests.evidence.pki import Authority
from tests.evidence.tamper import unguarded
from tests.factories.exams import (
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    save,
    submit,
)
from tests.factories.kinship import make_declared
from tests.factories.rounds import envelope_of
from tests.factories.staff import make_member

DAY = timedelta(days=1)
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


def write(model, pk=None, **values) -> None:
    """UPDATE, past the triggers."""
    rows = model._base_manager.all() if pk is None else model._base_manager.filter(pk=pk)
    with unguarded(model._meta.db_table):
        assert rows.update(**values)


def drop(model, **match) -> None:
    """DELETE, past the triggers."""
    rows = model._base_manager.filter(**match)
    assert rows.exists()
    with unguarded(model._meta.db_table):
        rows._raw_delete("default")


def one(model, **values):
    """The act: these values in every row of the table."""
    return lambda scene: write(model, **values)


def of_a(**values):
    """The act: these values in the row of A's pledge."""
    return lambda scene: write(Envelope, scene.a.pk, **values)


def swap_the_member(scene):
    write(Envelope, scene.a.pk, member=make_member(scene.world.guishan, "赵无签"))


def remake_the_past(scene):
    """Method and time, chain and roots made anew."""
    moved = scene.a.signed_at - timedelta(hours=1)
    entries = list(chain_of(scene.a.subject).order_by("seq"))
    with unguarded("evidence_evidenceentry", "evidence_evidenceroot"):
        EvidenceRoot.objects.all()._raw_delete("default")
        chain_of(scene.a.subject).all()._raw_delete("default")
    write(Envelope, scene.a.pk, signed_at=moved)
    write(SignatureMark, scene.a.mark.pk, method="passkey", made_at=moved)
    row = Envelope.objects.get(pk=scene.a.pk)
    for entry in entries:
        data, at = entry.payload, entry.at
        if entry.kind == "signed":
            rows = vouch((kept.SIGNED, row), (kept.MARK, row.mark))
            data, at = {**data, "method": "passkey", **rows}, moved
        record(Event(scene.a, entry.kind, at, data))
    make_roots(at=scene.at + DAY)


def delete_the_pledge(scene):
    drop(SignatureMark, envelope=scene.a)
    drop(Envelope, pk=scene.a.pk)


def exempted(scene) -> Envelope:
    third = envelope_of(scene.a.round, scene.world.members["neighbour"])
    by = scene.world.users["hr_city"]
    return exempt_envelope(envelope=third, reason="产假", by=by, at=scene.at)


def lift_by_sql(scene):
    blank = {"ended_at": None, "ended_by": None, "ended_reason": ""}
    write(Envelope, exempted(scene).pk, status="open", **blank)


def exempt_by_sql(scene):
    third = envelope_of(scene.a.round, scene.world.members["neighbour"])
    write(Envelope, third.pk, status="exempt", ended_at=scene.at, ended_reason="产假")


def forge_a_credential(scene):
    member = scene.world.members["stranger"]
    names = {"member_name": member.name, "organisation_name": "x", "post_name": "x"}
    earned = {"kind": "exam", "code": "exam:1", "title": "x", "source": "exam:1:1"}
    Credential.objects.create(member=member, earned_at=scene.at, **names, **earned)


def sat(scene) -> Result:
    """A failed and released result: one question, whose key is B."""
    world, at = scene.world, scene.at
    sitting = make_sitting(make_paper(make_bank(world.city), kinds=("single",)), at)
    attempt = make_attempt(sitting, world.members["coordinator"], at)
    save(attempt, at, answer(1, 1, "A"), answer(2, 1, "C"))
    submit(attempt, at, last=2)
    score_attempt(attempt_id=attempt.pk, at=at)
    release_results(sitting=sitting, user=world.users["trainer"], at=at)
    return Result.objects.get(attempt=attempt)


def result(act):
    return lambda scene: act(scene, sat(scene))


def add_an_answer(scene, found):
    AnswerEvent.received(found.attempt_id, answer(9, 1, "B"), scene.at).save()


def take_a_role(scene):
    user, city = scene.world.users["stranger"], scene.world.city
    RoleGrant.objects.create(
        user=user, role="hr", organisation=city, starts_at=scene.at, reason="x"
    )


def empty_the_log(scene):
    sweep_rows(at=scene.at)
    drop(ModelLogEntry, action="rounds.publish_version")


def write_in_the_log(scene):
    sweep_rows(at=scene.at)
    write(ModelLogEntry, user=scene.world.users["stranger"])


def insert_a_root(scene):
    der = Authority("讲堂根").root.der
    names = {"subject": "CN=讲堂根", "issuer": "CN=讲堂根", "serial": "1"}
    term = {"valid_from": scene.at, "valid_to": scene.at + DAY, "active_from": scene.at}
    SealCertificate.objects.create(
        role="root", der=der, fingerprint=sha256(der).hexdigest(), **names, **term
    )


def revive_a_certificate(scene):
    row = note_sealer(sealer=current_sealer(scene.at), at=scene.at)
    by = scene.world.users["hr_city"]
    revoke_certificate(certificate=row, by=by, reason="遗失", at=scene.at, compromised=True)
    write(SealCertificate, row.pk, revoked_at=None, revoked_by=None, revoke_reason="")


def slip_into_a_quiet_day(scene):
    record(Event(ChainName("envelope:XXXX"), "opened", scene.at - 2 * DAY, {}))


def rewrite_a_day(scene):
    """Everything about A made anew, with another method; its root deleted."""
    entries = list(chain_of(scene.a.subject).order_by("seq"))
    with unguarded("evidence_evidenceentry", "evidence_evidenceroot", "evidence_rootcopy"):
        RootCopy.objects.all()._raw_delete("default")
        EvidenceRoot.objects.all()._raw_delete("default")
        chain_of(scene.a.subject).all()._raw_delete("default")
        for entry in entries:
            record(Event(scene.a, entry.kind, entry.at, entry.payload | {"method": "passkey"}))


def replace_the_newest_root(scene):
    """After a check has seen it; then the ordinary jobs run."""
    check_everything(at=scene.at + DAY)
    rewrite_a_day(scene)
    make_roots(at=scene.at + DAY)


def send_all(scene) -> Path:
    """The folder of somebody who keeps copies, with every root of today."""
    for root in EvidenceRoot.objects.all():
        send_root(root_id=root.pk, at=scene.at + DAY)
    return Path(settings.EVIDENCE_ROOT_FOLDER)


def rewrite_and_send_again(scene):
    send_all(scene)
    rewrite_a_day(scene)
    make_roots(at=scene.at + DAY)
    send_all(scene)


def lose_the_copies(scene):
    for path in send_all(scene).iterdir():
        path.unlink()


def edit_a_sent_value(scene):
    send_all(scene)
    write(RootCopy, digest="0" * 64)


def slip_in_a_copy(scene):
    root = EvidenceRoot.objects.order_by("day").last()
    digest = root.digest
    RootCopy.objects.create(root=root, channel="email", target="x", digest=digest, at=scene.at)


def declared(act):
    def run(scene):
        act(scene, make_declared(scene.world.members["staff"], scene.at, {}))

    return run


def agreed(act):
    def run(scene):
        scene.agreement()
        act(scene)

    return run


def swap_the_declarer(scene, row):
    write(NearRelativeDeclaration, row.pk, member=scene.world.members["stranger"])


ACTS = {
    "swapped_signer": swap_the_member,
    "forged_name": of_a(member_name="赵铁"),
    "forged_unit": of_a(organisation_name="桂山街道"),
    "forged_number": of_a(number="承诺〔2026〕1-0099号"),
    "forged_reading": of_a(viewed_at=LONG_AGO),
    "redrawn_path": one(SignatureMark, path="M0 0"),
    "other_method": one(SignatureMark, method="passkey"),
    "edited_version": one(PledgeTemplateVersion, closing="另一份"),
    "edited_consent_words": one(PledgeTemplateVersion, consent="另一份"),
    "moved_round": one(SigningRound, valid_until=date(2036, 1, 1)),
    "edited_agreement": one(ElectronicConsent, method="passkey"),
    "edited_exemption": lambda scene: write(Envelope, exempted(scene).pk, ended_reason="离职"),
    "lifted_by_sql": lift_by_sql,
    "exempted_by_sql": exempt_by_sql,
    "deleted_pledge": delete_the_pledge,
    "missing_number": delete_the_pledge,
    "sealed_past": remake_the_past,
    "other_renderer": one(StoredFile, renderer="x"),
    "other_storing": one(StoredFile, made_at=LONG_AGO),
    "forged_credential": forge_a_credential,
    "edited_credential": one(Credential, title="另一项"),
    "deleted_credential": lambda scene: drop(Credential),
    "passed_by_sql": result(lambda scene, found: write(Result, passed=True)),
    "better_score": result(lambda scene, found: write(Result, raw=Decimal(10))),
    "edited_scores": result(lambda scene, found: write(ScoreChange, scores={"1": "10.00"})),
    "edited_answer": result(lambda scene, found: write(AnswerEvent, value=["B"])),
    "added_answer": result(add_an_answer),
    "deleted_answer": result(lambda scene, found: drop(AnswerEvent, sequence=2)),
    "edited_receipt": result(lambda scene, found: write(Submission, digest="0" * 64)),
    "role_by_sql": take_a_role,
    "longer_role": one(RoleGrant, ends_at=datetime(2050, 1, 1, tzinfo=UTC)),
    "deleted_role": lambda scene: drop(RoleGrant, role="trainer"),
    "deleted_log": empty_the_log,
    "edited_log": write_in_the_log,
    "forged_root": insert_a_root,
    "revived_certificate": revive_a_certificate,
    "deleted_list": lambda scene: drop(SealRevocationList),
    "backdated_entry": slip_into_a_quiet_day,
    "replaced_root": replace_the_newest_root,
    "rewritten_and_sent": rewrite_and_send_again,
    "lost_copy": lose_the_copies,
    "edited_copy": edit_a_sent_value,
    "slipped_in_copy": slip_in_a_copy,
    "swapped_declarer": declared(swap_the_declarer),
    "renamed_relative": declared(lambda scene, row: write(NearRelative, name="另一人")),
    "hidden_number": declared(lambda scene, row: write(NearRelative, id_number_hash="0" * 64)),
    "redrawn_declaration": declared(lambda scene, row: write(DeclarationSignature, path="M0 0")),
    "other_way": agreed(one(CustodySignature, method="link")),
    "renamed_checker": agreed(one(CustodyCheck, first_checker="别人")),
    "kinder_opinion": agreed(one(CustodyCheck, opinion="很好")),
    "closed_findings": agreed(one(CustodyAgreement, open_findings=3)),
    "senseless_cell": of_a(text={"x": 1}),
}
