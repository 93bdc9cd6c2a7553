"""The code by SMS: sent in the background, kept as a hash, recorded when it was taken."""

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cms.lib.crypto import lookup_hash
from cms.models.jobs import Job
from evidence.models.chain import EvidenceEntry
from pledges.custody.engine.agreement import Party
from pledges.custody.flows import codes
from pledges.custody.flows.codes import (
    CODE_LIVES,
    MAX_CODES,
    PATIENCE,
    TooManyCodes,
    ask_code,
    send_code,
)
from pledges.custody.flows.links import LinkGone, WrongCode, make_link, prove_code
from pledges.custody.models.signing import CODE_LABELS, CODE_TONES, CustodyLink
from reminders.engine.outcome import Answer, Outcome
from tests.factories.custody import make_signing
from tests.locks import HalfWay


@pytest.fixture
def link(world, at, channels) -> CustodyLink:
    channels(sms="Taking")
    by = world.users["hr_township"]
    agreement = make_signing(world, at)
    return make_link(agreement=agreement, party=Party.CUSTODIAN, by=by, at=at)[0]


def send(link: CustodyLink, at, number: int = 1, code: str = "123456"):
    return send_code(link_id=link.pk, number=number, at=at, digits=lambda: code)


def noted() -> list[dict]:
    return list(EvidenceEntry.objects.filter(kind="code_sent").values_list("payload", flat=True))


def test_asking_sends_nothing_and_the_job_knows_no_code(link, at, channels):
    row = ask_code(link=link, at=at)
    assert (row.otp_state, row.otp_hash, row.otp_asked) == ("queued", "", 1)
    job = Job.objects.get(name="custody.send_code")
    assert job.arguments == {"link_id": link.pk, "number": 1}
    assert noted() == []


def test_the_job_makes_the_code_sends_it_once_and_keeps_its_hash(link, at, channels):
    taken = channels(sms="Taking")
    ask_code(link=link, at=at)
    assert send(link, at) == Outcome.SENT
    assert send(link, at, code="654321") is None  # the job ran before
    [message] = taken
    assert message.address == "19908770001"
    assert re.findall(r"\d{6}", message.text) == ["123456"]
    link.refresh_from_db()
    assert link.otp_state == "sent"
    assert link.otp_hash == lookup_hash("custody_otp", f"{link.pk}:123456")
    assert link.otp_expires_at == at + CODE_LIVES
    assert noted() == [{"party": "custodian", "reference": "ref-1"}]
    assert "123456" not in json.dumps(list(Job.objects.values("arguments", "message")))


@pytest.mark.parametrize(
    ("gateway", "outcome", "reason"),
    [("Refusing", "failed", "余额不足"), ("Unset", "not_configured", "没有密钥")],
)
def test_what_could_not_be_sent_is_said_and_proves_nothing(
    link, at, channels, gateway, outcome, reason
):
    channels(sms=gateway)
    ask_code(link=link, at=at)
    assert send(link, at) == outcome
    link.refresh_from_db()
    assert (link.otp_state, link.otp_problem, link.otp_hash) == (outcome, reason, "")
    assert not link.code_can_be_entered
    assert noted() == []
    with pytest.raises(WrongCode):
        prove_code(link=link, code="123456", at=at)


def test_a_crash_after_the_message_left_sends_no_second_and_the_code_works(link, at, channels):
    taken = channels(sms="Crashing")
    ask_code(link=link, at=at)
    with pytest.raises(KeyboardInterrupt):
        send(link, at)
    channels(sms="Taking")
    assert send(link, at) is None
    assert len(taken) == 1
    link.refresh_from_db()
    assert (link.otp_state, link.code_can_be_entered, noted()) == ("sending", True, [])
    assert prove_code(link=link, code="123456", at=at)


def test_two_presses_at_once_are_one_message(link, at):
    ask_code(link=link, at=at)
    assert ask_code(link=link, at=at + timedelta(seconds=59)).otp_asked == 1
    assert Job.objects.filter(name="custody.send_code").count() == 1
    assert ask_code(link=link, at=at + timedelta(seconds=60)).otp_asked == 2


def test_a_new_code_ends_the_old_one_and_its_late_job_sends_nothing(link, at):
    ask_code(link=link, at=at)
    send(link, at, number=1, code="111111")
    ask_code(link=link, at=at)
    with pytest.raises(WrongCode):
        prove_code(link=link, code="111111", at=at)
    assert send(link, at, number=1) is None
    assert send(link, at, number=2, code="222222") == Outcome.SENT
    assert prove_code(link=link, code="222222", at=at)


def test_five_messages_are_the_most(link, at):
    for number in range(1, 6):
        ask_code(link=link, at=at)
        send(link, at, number=number)
    with pytest.raises(TooManyCodes):
        ask_code(link=link, at=at)


def test_a_link_that_ended_meanwhile_gets_no_message(link, at, channels):
    taken = channels(sms="Taking")
    ask_code(link=link, at=at)
    CustodyLink.objects.update(cancelled_at=at)
    assert send(link, at) is None
    assert taken == []
    with pytest.raises(LinkGone):
        ask_code(link=link, at=at)


def test_every_end_has_words_and_a_tone():
    assert set(CODE_LABELS) == set(CODE_TONES) == set(Outcome) - {Outcome.DROPPED}


@pytest.mark.parametrize(
    "values",
    [
        {"otp_state": "queued", "otp_hash": "x"},  # a hash before anything left
        {"otp_state": "failed", "otp_hash": "x", "otp_problem": "y"},
        {"otp_state": "failed"},  # but why?
    ],
)
def test_the_database_keeps_the_code_honest(link, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyLink.objects.filter(pk=link.pk).update(**values)


def test_the_limits_of_a_code():
    assert (timedelta(minutes=10), 5, timedelta(minutes=1)) == (CODE_LIVES, MAX_CODES, PATIENCE)


def test_asking_again_forgets_all_of_the_code_before(link, at):
    ask_code(link=link, at=at)
    send(link, at)
    CustodyLink.objects.update(otp_tries=3)
    later = at + timedelta(minutes=2)
    row = ask_code(link=link, at=later)
    row.refresh_from_db()
    assert (row.otp_asked, row.otp_asked_at, row.otp_state) == (2, later, "queued")
    assert (row.otp_hash, row.otp_expires_at, row.otp_tries, row.otp_problem) == ("", None, 0, "")


def test_a_code_that_failed_may_be_asked_for_at_once(link, at, channels):
    channels(sms="Refusing")
    ask_code(link=link, at=at)
    send(link, at)
    assert ask_code(link=link, at=at).otp_asked == 2


def test_the_answer_to_an_older_code_does_not_speak_for_the_newer_one(link, at, channels):
    """The message was on its way when another code was asked for."""
    ask_code(link=link, at=at)
    row = codes._take(link.pk, 1, "111111", at)
    ask_code(link=link, at=at + PATIENCE)
    codes._note(row, 1, Answer(Outcome.FAILED, problem="余额不足"), at)
    link.refresh_from_db()
    assert (link.otp_asked, link.otp_state, link.otp_problem) == (2, "queued", "")


def test_a_message_without_a_reference_says_none(link, at):
    ask_code(link=link, at=at)
    row = codes._take(link.pk, 1, "111111", at)
    codes._note(row, 1, Answer(Outcome.SENT), at)
    assert noted() == [{"party": "custodian"}]
    entry = EvidenceEntry.objects.get(kind="code_sent")
    assert (entry.subject, entry.at) == (link.agreement.subject, at)


def test_a_code_of_the_house_s_own_has_six_digits(link, at, channels, monkeypatch):
    taken = channels(sms="Taking")
    bounds = []
    monkeypatch.setattr(codes.secrets, "randbelow", lambda end: bounds.append(end) or 42)
    ask_code(link=link, at=at)
    send_code(link_id=link.pk, number=1, at=at)
    assert bounds == [1_000_000]
    assert re.findall(r"\d{6}", taken[0].text) == ["000042"]


def test_link_and_agreement_are_held(link, at, holds):
    ask_code(link=link, at=at)
    assert holds[:1] == ["custody.CustodyAgreement"] or "custody.CustodyLink" in holds
    holds.clear()
    send(link, at)
    assert "custody.CustodyAgreement" in holds


def test_a_failure_half_way_asks_for_nothing(link, at, fails):
    fails("pledges.custody.flows.codes.enqueue")
    with pytest.raises(HalfWay):
        ask_code(link=link, at=at)
    link.refresh_from_db()
    assert (link.otp_asked, link.otp_state) == (0, "")
