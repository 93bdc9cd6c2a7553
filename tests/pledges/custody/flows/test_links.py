"""The one-time link: who gets one, how long it lives, and that it signs once."""

from datetime import timedelta

import pytest

from evidence.models.chain import EvidenceEntry
from pledges.custody.engine.agreement import Party
from pledges.custody.flows.codes import ask_code, send_code
from pledges.custody.flows.links import (
    LinkGone,
    NoPhone,
    SmsUnavailable,
    WrongCode,
    make_link,
    open_link,
    prove_code,
    sign_by_link,
)
from pledges.custody.models.signing import CustodyLink, CustodySignature
from tests.factories.custody import make_signing
from tests.factories.rounds import SIGNATURE


@pytest.fixture
def link(world, at, channels):
    channels(sms="Taking")
    agreement = make_signing(world, at)
    by = world.users["hr_township"]
    return make_link(agreement=agreement, party=Party.CUSTODIAN, by=by, at=at)


def proved(link: CustodyLink, at) -> str:
    asked = ask_code(link=link, at=at)
    send_code(link_id=link.pk, number=asked.otp_asked, at=at, digits=lambda: "123456")
    return prove_code(link=link, code="123456", at=at)


def test_a_link_with_its_code_signs_once(link, at):
    made, token = link
    proof = proved(made, at)
    made = open_link(token=token, at=at)
    values = {"link": made, "proof": proof, "drawn": SIGNATURE, "digest": made.agreement.digest}
    for _ in range(2):  # the second time is the lost reply
        sign_by_link(**values, at=at)
    assert CustodySignature.objects.get().method == "link"
    kinds = EvidenceEntry.objects.filter(subject=made.agreement.subject).order_by("seq")
    assert list(kinds.values_list("kind", flat=True))[-4:] == [
        "link_sent",
        "code_sent",
        "code_proved",
        "signed",
    ]


def test_wrong_codes_run_out_and_old_codes_expire(link, at):
    made, _token = link
    ask_code(link=made, at=at)
    send_code(link_id=made.pk, number=1, at=at, digits=lambda: "123456")
    with pytest.raises(WrongCode):
        prove_code(link=made, code="123456", at=at + timedelta(minutes=10))
    for _ in range(5):
        with pytest.raises(WrongCode):
            prove_code(link=made, code="000000", at=at)
    with pytest.raises(WrongCode):
        prove_code(link=made, code="123456", at=at)


def test_nobody_signs_without_the_proof_or_after_a_day(link, at):
    made, token = link
    digest = made.agreement.digest
    with pytest.raises(WrongCode):
        sign_by_link(link=made, proof="", drawn=SIGNATURE, digest=digest, at=at)
    with pytest.raises(LinkGone):
        open_link(token=token, at=at + timedelta(hours=24))
    with pytest.raises(LinkGone):
        open_link(token="guess", at=at)


def test_a_new_link_ends_the_old(link, world, at):
    made, token = link
    make_link(agreement=made.agreement, party=Party.CUSTODIAN, by=world.users["hr_township"], at=at)
    with pytest.raises(LinkGone):
        open_link(token=token, at=at)
    assert CustodyLink.objects.open(at).count() == 1
    assert not CustodyLink.objects.open(at + timedelta(hours=24)).exists()


def test_where_nothing_can_be_sent_there_is_no_link(world, at, channels):
    channels(sms="Unset")
    agreement = make_signing(world, at)
    by = world.users["hr_township"]
    with pytest.raises(SmsUnavailable):
        make_link(agreement=agreement, party=Party.CUSTODIAN, by=by, at=at)
    channels(sms="Taking")
    agreement.custodian_phone = ""
    agreement.save()
    with pytest.raises(NoPhone):
        make_link(agreement=agreement, party=Party.CUSTODIAN, by=by, at=at)
    assert not CustodyLink.objects.exists()
