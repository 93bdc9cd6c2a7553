from datetime import datetime, timedelta
from secrets import token_bytes
from zoneinfo import ZoneInfo

import pytest

from cms.lib import chain
from cms.models.jobs import Job
from evidence.engine import reading
from evidence.engine.grade_inputs import Manner
from evidence.engine.strokes import svg_path
from evidence.flows.files import FIRST_PAUSE
from evidence.models.stored import FileWait
from evidence.queries.chains import chain_of
from evidence.queries.consents import consent_of
from pledges.rounds.engine.document import canonical_text
from pledges.rounds.flows.rounds import RoundClosed, close_round
from pledges.rounds.flows.signing import (
    AgreementMissing,
    ClausesUnread,
    TextChanged,
    field_values,
    note_failed_confirmation,
    sign_envelope,
    statement,
    view_envelope,
)
from pledges.rounds.flows.takeback import ask_again
from pledges.rounds.models.envelope import Envelope, SignatureMark
from staff.models.standing import Credential
from tests.factories.rounds import (
    SIGNATURE,
    consents,
    envelope_of,
    make_round,
    make_version,
    sign,
)
from tests.locks import HalfWay
from tests.rows import said


@pytest.fixture
def opened(world, at):
    return make_round(world, at)


@pytest.fixture
def envelope(world, opened):
    return envelope_of(opened, world.members["staff"])


def traces(envelope) -> tuple:
    """Everything a signature leaves behind."""
    envelope.refresh_from_db()
    return (
        envelope.status,
        SignatureMark.objects.count(),
        Credential.objects.count(),
        Job.objects.count(),
        chain_of(envelope.subject).count(),
    )


def is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64


def test_viewing_freezes_the_text_that_is_shown(world, envelope, at):
    read = view_envelope(envelope=envelope, at=at)
    assert canonical_text(read.pledge) == (
        "社会救助承诺书\n致：双江街道（并报峨山县民政局备案）\n"
        "本人王㛃，现任双江街道社会救助经办，从事受理、调查、审核工作。\n"
        "一、依法办事。符合条件的不推诿。\n二、据实调查。入户调查不少于两人。\n"
        "本承诺自签署之日起生效，有效期至2027年11月22日。\n"
    )
    again = view_envelope(envelope=envelope, at=at + timedelta(minutes=5))
    assert (again.digest, again.viewed_at) == (read.digest, at)
    assert [entry.kind for entry in chain_of(envelope.subject).all()] == ["opened", "viewed"]


def test_a_county_bureau_files_with_the_city(world, opened, at):
    member = world.members["stranger"]
    member.organisation = world.xinping
    member.save()
    read = view_envelope(envelope=envelope_of(opened, member), at=at)
    assert "致：新平县民政局（并报玉溪市民政局备案）" in canonical_text(read.pledge)


def test_signing_leaves_mark_evidence_credential_and_an_order_for_the_pdf(envelope, at):
    signed = sign(envelope, at)
    assert traces(envelope) == ("signed", 1, 1, 1, 3)
    credential = Credential.objects.get()
    assert (credential.kind, credential.source) == ("pledge", f"pledge:{envelope.pk}")
    assert credential.code == f"pledge:{signed.round.version.template_id}"
    shanghai = ZoneInfo("Asia/Shanghai")
    assert credential.expires_at == datetime(2027, 11, 23, tzinfo=shanghai)
    assert Job.objects.get().arguments == {"subject": envelope.subject, "kind": "signed"}
    assert FileWait.objects.get().next_at == at + FIRST_PAUSE
    entry = chain_of(envelope.subject).last()
    assert (entry.payload["text"], entry.payload["method"]) == (signed.digest, "password")


def test_a_repeat_after_a_lost_reply_changes_nothing(envelope, at):
    first = sign(envelope, at)
    before = traces(envelope)
    second = sign(envelope, at + timedelta(seconds=20))
    assert (second.pk, second.signed_at) == (first.pk, first.signed_at)
    assert traces(envelope) == before


def test_every_clause_must_be_confirmed(envelope, at):
    with pytest.raises(ClausesUnread) as caught:
        sign(envelope, at, ticks=[1])
    assert caught.value.params == {"clauses": "二"}
    assert traces(envelope)[0] == "viewed"


def test_a_tick_for_a_clause_that_is_not_there_belongs_to_another_text(envelope, at):
    with pytest.raises(TextChanged):
        sign(envelope, at, ticks=[1, 2, 3])
    assert traces(envelope)[0] == "viewed"


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_what_was_never_opened_is_not_signed(envelope, at, digest):
    consents(envelope.member, at)
    with pytest.raises(TextChanged):
        sign_envelope(
            envelope=envelope,
            digest=digest,
            drawn=SIGNATURE,
            ticks=[1, 2],
            method="password",
            at=at,
        )
    assert traces(envelope)[:2] == ("open", 0)


def test_a_passkey_signs_the_digests_that_the_chain_records(world, envelope, at):
    """All of them but that of the drawing, which nobody has seen when the passkey is asked."""
    consents(envelope.member, at)
    words = statement(envelope=view_envelope(envelope=envelope, at=at), by=world.users["staff"])
    sign(envelope, at)
    recorded = chain_of(envelope.subject).last().payload
    covered = {name for name, value in recorded.items() if is_digest(value)}
    assert {name for name, value in words.items() if is_digest(value)} == covered - {"signature"}
    assert covered == {"text", "version", "consent", "agreement", "signature"}
    assert words == {
        "envelope": envelope.code,
        "user": world.users["staff"].pk,
        **{name: recorded[name] for name in covered - {"signature"}},
    }


def test_who_moved_after_reading_reads_again(world, envelope, at):
    consents(envelope.member, at)
    read = view_envelope(envelope=envelope, at=at)
    member = world.members["staff"]
    member.organisation = world.xiaojie
    member.save()
    with pytest.raises(TextChanged):
        sign_envelope(
            envelope=envelope,
            digest=read.digest,
            drawn=SIGNATURE,
            ticks=[1, 2],
            method="password",
            at=at,
        )
    assert traces(envelope)[0] == "viewed"
    assert envelope.organisation_name == "双江街道"
    signed = sign(envelope, at + timedelta(hours=1))
    assert signed.organisation_name == "小街街道"


def test_another_text_than_the_one_read_is_not_signed(envelope, at):
    with pytest.raises(TextChanged):
        sign(envelope, at, digest="0" * 64)


def test_a_closed_round_takes_no_signature(world, opened, envelope, at):
    close_round(round_=opened, reason="结束", by=world.users["hr_city"], at=at)
    before = traces(envelope)
    with pytest.raises(RoundClosed):
        sign_envelope(
            envelope=envelope, digest="", drawn=SIGNATURE, ticks=[1, 2], method="password", at=at
        )
    assert traces(envelope) == before
    assert view_envelope(envelope=envelope, at=at).status == "expired"


def test_a_late_signature_is_taken_while_the_round_is_open(opened, envelope, at):
    assert sign(envelope, opened.due_at + timedelta(days=3)).is_signed


class TestSigning:
    def test_without_the_agreement_nothing_is_signed(self, envelope, at):
        read = view_envelope(envelope=envelope, at=at)
        before = traces(envelope)
        with pytest.raises(AgreementMissing):
            sign_envelope(
                envelope=read,
                digest=read.digest,
                drawn=SIGNATURE,
                ticks=[1, 2],
                method="password",
                at=at,
            )
        assert traces(envelope) == before

    def test_the_row_says_when_and_the_mark_says_how(self, envelope, at):
        signed = sign(envelope, at, method="passkey")
        envelope.refresh_from_db()
        assert (envelope.status, envelope.signed_at) == ("signed", at)
        mark = SignatureMark.objects.get()
        assert (mark.envelope, mark.method, mark.made_at) == (signed, "passkey", at)
        assert (mark.strokes, mark.path) == (SIGNATURE.as_data(), svg_path(SIGNATURE))

    def test_the_entry_says_all_that_the_guide_names(self, envelope, at):
        manner = Manner(large=True, request="r-1")
        signed = sign(envelope, at, manner=manner)
        version = signed.round.version
        entry = chain_of(envelope.subject).last()
        assert (entry.kind, entry.at) == ("signed", at)
        assert said(entry) == {
            "text": signed.digest,
            "version": version.digest,
            "consent": chain.digest(version.consent.encode()),
            "member": envelope.member_id,
            "agreement": consent_of(envelope.member).digest,
            "signature": chain.digest(chain.canonical(SIGNATURE.as_data())),
            "clauses": 2,
            "method": "password",
            "least_seconds": reading.least_seconds(len(canonical_text(signed.pledge))),
            "manner": {"large": True, "aloud": False, "request": "r-1"},
        }
        assert entry.payload["least_seconds"] > 1

    def test_how_the_text_was_read_is_unknown_unless_it_is_said(self, envelope, at):
        sign(envelope, at)
        payload = chain_of(envelope.subject).last().payload
        assert payload["manner"] == {"large": False, "aloud": False}

    def test_the_fact_on_the_person_bears_title_day_and_end(self, world, envelope, at):
        signed = sign(envelope, at)
        fact = Credential.objects.get()
        assert (fact.member, fact.earned_at) == (world.members["staff"], at)
        assert fact.title == signed.round.version.title

    def test_a_signature_replaces_what_it_was_made_to_replace(self, world, opened, envelope, at):
        old = sign(envelope, at)
        fresh = ask_again(old, at, token_bytes)
        sign(fresh, at)
        old.refresh_from_db()
        assert old.status == "superseded"

    def test_open_clauses_are_named_in_their_order(self, world, at):
        clauses = [{"heading": f"第{n}条标题", "text": "应当。"} for n in range(1, 13)]
        version = make_version(world.users["hr_city"], at, clauses=clauses)
        envelope = envelope_of(make_round(world, at, version=version), world.members["staff"])
        with pytest.raises(ClausesUnread) as caught:
            sign(envelope, at, ticks=[2, 5])
        assert caught.value.params == {"clauses": "一、三、四、六、七、八、九、十、十一、十二"}
        with pytest.raises(ClausesUnread) as caught:  # which a set would not keep in order
            sign(envelope, at, ticks=set(range(1, 13)) - {2, 9})
        assert caught.value.params == {"clauses": "二、九"}

    def test_a_tick_too_many_comes_before_a_tick_too_few(self, envelope, at):
        with pytest.raises(TextChanged):
            sign(envelope, at, ticks=[0, 1])

    def test_the_envelope_is_held(self, envelope, at, holds):
        consents(envelope.member, at)
        read = view_envelope(envelope=envelope, at=at)
        holds.clear()
        sign_envelope(
            envelope=read, digest=read.digest, drawn=SIGNATURE, ticks=[1, 2], method="p", at=at
        )
        assert holds == ["rounds.Envelope", "rounds.Envelope"]  # itself, and what it replaces

    @pytest.mark.parametrize("last", ["record", "grant_credential", "expect_file"])
    def test_a_failure_half_way_signs_nothing(self, envelope, at, fails, last):
        consents(envelope.member, at)
        view_envelope(envelope=envelope, at=at)
        before = traces(envelope)
        fails(f"pledges.rounds.flows.signing.{last}")
        with pytest.raises(HalfWay):
            sign_envelope(
                envelope=envelope,
                digest=Envelope.objects.get(pk=envelope.pk).digest,
                drawn=SIGNATURE,
                ticks=[1, 2],
                method="password",
                at=at,
            )
        assert traces(envelope) == before
        assert not FileWait.objects.exists()


def test_what_the_placeholders_of_a_template_stand_for(world, envelope):
    assert field_values(envelope, world.members["staff"]) == {
        "所在单位": "双江街道",
        "县级民政部门": "峨山县民政局",
        "姓名": "王㛃",
        "单位": "双江街道",
        "岗位": "社会救助经办",
        "工作内容": "受理、调查、审核",
        "年度": "2026",
        "到期日": "2027年11月22日",
    }


class TestFailedConfirmations:
    def test_they_are_evidence(self, envelope, at, holds):
        note_failed_confirmation(envelope=envelope, reason="wrong_password", at=at)
        assert holds[0] == "rounds.Envelope"
        entry = chain_of(envelope.subject).last()
        assert (entry.kind, entry.at) == ("confirm_failed", at)
        assert entry.payload == {"reason": "wrong_password"}


def test_what_a_passkey_would_sign_without_the_agreement(world, envelope, at):
    read = view_envelope(envelope=envelope, at=at)
    assert statement(envelope=read, by=world.users["staff"])["agreement"] == ""
