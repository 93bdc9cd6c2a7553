"""Renewed timestamps: judged as a whole, years later, by the page, the night and the command."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from evidence.adapters.timestamps import Authorities
from evidence.engine.renewals import renewal_body
from evidence.flows import checking, packages
from evidence.flows import timestamps as stamps
from evidence.flows.anchors import make_roots
from evidence.flows.checking import check_everything
from evidence.flows.files import make_file
from evidence.flows.timestamps import renew_timestamp
from evidence.models.stored import StoredFile
from evidence.models.timestamp import DocumentTimestamp
from evidence.queries import verification
from evidence.queries.chains import chain_of
from evidence.queries.subjects import signed_subject
from evidence.queries.verification import check_file
from pledges.rounds.queries.envelopes import grade_of
from tests.evidence.pki import believing, clock, pki
from tests.evidence.signed import stored_bytes
from tests.evidence.tamper import unguarded
from tests.factories.rounds import envelope_of, make_round, sign

DAY = timedelta(days=1)
YEAR = 365 * DAY
NINE = 9 * YEAR


class Desk:
    """A sealed and stamped pledge, and the means to renew its stamp with a clock of a year."""

    def __init__(self, monkeypatch, at):
        self.at, self.monkeypatch = at, monkeypatch
        self.believe(pki().trust())

    def believe(self, trust) -> None:
        self.trust = trust
        for module in (stamps, verification, checking, packages):
            self.monkeypatch.setattr(module, "trust_store", lambda: trust)

    @property
    def document(self) -> StoredFile:
        return StoredFile.objects.get()

    def renew(self, one, after, *, outside=True) -> DocumentTimestamp:
        """Through the flow, with this clock."""
        self.believe(believing(self.trust, one))

        def authorities(trust, at):
            return Authorities([(one.stamper(at), outside)], trust, at)

        self.monkeypatch.setattr(stamps, "current_authorities", authorities)
        return renew_timestamp(file_id=self.document.pk, at=self.at + after)

    def verdict(self, after):
        data = stored_bytes(self.document)
        file = BytesIO(data)
        file.size = len(data)
        return check_file(file=file, at=self.at + after)

    def checks(self, after) -> dict[str, tuple[str, str]]:
        return {one.name: (one.state, one.found) for one in self.verdict(after).checks}

    def night(self, after) -> dict[str, str]:
        make_roots(at=self.at + after)
        faults = check_everything(at=self.at + after).faults
        return {fault["code"]: fault["where"] for fault in faults}


@pytest.fixture
def desk(world, at, monkeypatch, pki_seal):
    """A file stamped by an authority whose certificate ends in 2029."""
    pki_seal(at, stamped_at=at)
    made = Desk(monkeypatch, at)
    envelope = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
    make_file(subject=envelope.subject, kind="signed", at=at)
    return made


@pytest.fixture
def renewed(desk):
    """Twice renewed in time: the last certificate ends in 2038."""
    assert desk.renew(clock(7), 700 * DAY).number == 2
    assert desk.renew(clock(12), 2100 * DAY).number == 3
    return desk


def page(desk, after) -> str:
    with time_machine.travel(desk.at + after, tick=False):
        file = SimpleUploadedFile("a.pdf", stored_bytes(desk.document), "application/pdf")
        client = Client(headers={"accept-language": "zh-hans"})
        return client.post(reverse("verify"), {"file": file}).content.decode()


def test_nine_years_later_the_time_is_proven_still(renewed):
    found = renewed.checks(NINE)
    assert found["stamp"] == ("yes", "stamped")
    assert found["renewal"] == ("yes", "renewed")
    assert renewed.verdict(NINE).finding == "equal"
    assert renewed.night(NINE) == {}
    assert "已续期 2 次" in page(renewed, NINE)


def test_after_the_last_certificate_it_says_so_in_plain_words(renewed, desk):
    found = renewed.checks(13 * YEAR)
    assert found["stamp"] == ("open", "run_out")
    assert found["renewal"] == ("open", "not_renewed")


def test_without_renewals_it_says_so_in_plain_words(desk):
    assert "renewal" not in desk.checks(2 * YEAR)
    verdict = desk.verdict(NINE)
    assert (verdict.holds, verdict.finding) == (True, "not_renewed")
    assert desk.checks(NINE)["stamp"] == ("open", "run_out")
    words = page(desk, NINE)
    assert "时间不再得到证明" in words
    assert "文件没有变" in words


def test_a_late_renewal_is_named_and_does_not_accuse_the_file(desk):
    desk.renew(clock(12), 4 * YEAR)
    verdict = desk.verdict(5 * YEAR)
    assert (verdict.holds, verdict.finding) == (True, "renewal_late")
    assert desk.checks(5 * YEAR)["stamp"] == ("open", "run_out")
    assert desk.night(5 * YEAR) == {"renewal_late": desk.document.path}


def test_a_renewal_by_ones_own_clock_is_no_independent_witness(desk, monkeypatch):
    own = replace(clock(12, "自家"), authority=pki().authority)
    own.holder = pki().authority.issue("自家时间戳", key=pki().tsa.key, years=12, stamps=True)
    desk.renew(own, 700 * DAY, outside=False)
    assert desk.checks(4 * YEAR)["renewal"] == ("open", "renewed_here")


def test_the_houses_own_clock_on_a_file_of_the_real_flow(world, at, settings, small_pages):
    """Nothing of the tests' own keys: demo authority, long-term level, believed by the store."""
    settings.TIMESTAMP_DEMO, settings.SEAL_LEVEL = True, "B-LTA"
    envelope = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
    with time_machine.travel(at, tick=False):
        document = make_file(subject=envelope.subject, kind="signed", at=at)
    data = stored_bytes(document)
    for years, name in ((9, "own"), (13, "run_out")):
        file = BytesIO(data)
        file.size = len(data)
        verdict = check_file(file=file, at=at + years * YEAR)
        stamp = next(one for one in verdict.checks if one.name == "stamp")
        assert (verdict.holds, stamp.found) == (True, name)
    make_roots(at=at + 13 * YEAR)
    assert check_everything(at=at + 13 * YEAR).faults == []


def time_of(desk, after) -> str:
    rungs = grade_of(signed_subject(desk.document.code), desk.at + after)
    return next(rung.found for rung in rungs if rung.question == "time")


def test_the_grade_does_not_promise_what_the_timestamps_no_longer_prove(desk):
    assert time_of(desk, 2 * YEAR) == "stamped"
    assert time_of(desk, NINE) == "server"
    desk.renew(clock(7), 700 * DAY)
    desk.renew(clock(12), 2100 * DAY)
    assert time_of(desk, NINE) == "stamped"


def edit(row: int, **change):
    with unguarded("evidence_documenttimestamp"):
        assert DocumentTimestamp.objects.filter(number=row).update(**change)


def remove(number: int):
    with unguarded("evidence_documenttimestamp"):
        DocumentTimestamp.objects.filter(number=number).delete()


def remove_and_renumber(number: int):
    remove(number)
    edit(number + 1, number=number)


def other_token(one, content: bytes, at) -> bytes:
    return one.token(sha256(content).digest(), at)


def speak_of_other_bytes(desk):
    edit(2, token=other_token(clock(7), b"something else", desk.at + 700 * DAY))


def leave_out_a_token(desk):
    """A true token over the file and the first token only, in the place of the third."""
    first = bytes(desk.document.timestamps.get(number=1).token)
    body = renewal_body(bytes.fromhex(desk.document.sha256), [first])
    edit(3, token=other_token(clock(12), body, desk.at + 2100 * DAY))


def damage(desk):
    token = bytearray(desk.document.timestamps.get(number=3).token)
    token[-3] ^= 1
    edit(3, token=bytes(token))


def of_nobody(desk):
    body = renewal_body(
        bytes.fromhex(desk.document.sha256),
        [bytes(row.token) for row in desk.document.timestamps.filter(number__lt=3)],
    )
    edit(3, token=other_token(clock(11, "冒名"), body, desk.at + 2100 * DAY))


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda desk: remove(2), "stamp_gap"),
        (lambda desk: remove(1), "stamp_gap"),
        (lambda desk: remove_and_renumber(2), "renewal_of_other"),
        (speak_of_other_bytes, "renewal_of_other"),
        (leave_out_a_token, "renewal_of_other"),
        (damage, "renewal_broken"),
        (lambda desk: edit(3, token=b"junk"), "renewal_broken"),
        (of_nobody, "renewal_untrusted"),
        (lambda desk: edit(2, place="beside"), "stamp_broken"),
    ],
)
def test_each_fault_is_named_by_page_and_night(renewed, act, name):
    act(renewed)
    verdict = renewed.verdict(NINE)
    assert (verdict.outcome, verdict.finding) == ("invalid", name)
    assert name in renewed.night(NINE)


def test_the_last_token_cannot_vanish_unnoticed(renewed):
    remove(3)
    assert renewed.checks(7 * YEAR)["records"] == ("no", "stamp_removed")
    assert renewed.night(6 * YEAR)["stamp_removed"] == renewed.document.subject


def test_a_token_that_nobody_recorded_is_named(renewed):
    with unguarded("evidence_evidenceentry"):
        chain_of(renewed.document.subject).filter(kind="stamped").last().delete()
    assert renewed.night(NINE)["stamp_without_evidence"] == renewed.document.subject


def test_a_key_revoked_later_counts_when_the_time_is_proven_no_more(renewed):
    revoked = replace(renewed.trust, crls=pki().trust((pki().seal, renewed.at + YEAR)).crls)
    renewed.believe(revoked)
    assert renewed.checks(NINE)["certificate"] == ("yes", "revoked_later")
    assert renewed.checks(13 * YEAR)["certificate"] == ("no", "certificate_revoked")


def test_an_authority_that_was_revoked_proves_nothing_unless_renewed_before(desk):
    """Whoever has the key of a time authority can make a token for any day."""
    lists = (pki().tsa_authority.crl((pki().tsa, desk.at + YEAR)),)
    desk.believe(replace(desk.trust, crls=(*desk.trust.crls, *lists)))
    assert desk.checks(2 * YEAR)["stamp"] == ("open", "run_out")
    desk.renew(clock(7), 700 * DAY)
    assert desk.verdict(2 * YEAR).finding == "renewal_late"


def test_the_command_prints_the_renewals(renewed, tmp_path, capsys):
    path = tmp_path / "a.pdf"
    path.write_bytes(stored_bytes(renewed.document))
    with time_machine.travel(renewed.at + NINE, tick=False):
        call_command("verify_evidence", path)
    assert "已续期 2 次" in capsys.readouterr().out
