"""What is stored has passed the checks of `/verify/` first; what has not waits, with its reason."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse

from evidence.adapters import timestamps as authorities
from evidence.engine.evidence_file import code_in
from evidence.flows import sealing, storing
from evidence.flows.files import make_file, sweep_files
from evidence.flows.sealing import HeldBack
from evidence.models.stored import FileWait, StoredFile
from evidence.queries.seals import files_waiting
from tests.evidence.pki import plain_pdf
from tests.factories.rounds import envelope_of, make_round, sign

MINUTE = timedelta(minutes=1)


@pytest.fixture
def signed(world, at, settings):
    settings.TIMESTAMP_DEMO = True
    return sign(envelope_of(make_round(world, at), world.members["staff"]), at)


@pytest.fixture
def clock_off(monkeypatch):
    """clock_off(minutes): the authority's clock is so far behind the server's."""
    real = authorities.own_authority

    def set_back(minutes):
        monkeypatch.setattr(authorities, "own_authority", lambda at: real(at - minutes * MINUTE))

    return set_back


@pytest.mark.parametrize("minutes", [6, 45])
def test_two_clocks_that_differ_hold_the_file_back(signed, at, clock_off, login, world, minutes):
    clock_off(minutes)
    with pytest.raises(HeldBack):
        make_file(subject=signed.subject, kind="signed", at=at)
    assert not StoredFile.objects.exists()
    wait = FileWait.objects.get(subject=signed.subject)
    assert f"相差 {minutes} 分钟" in wait.problem
    (waiting,) = files_waiting()
    assert waiting.problems == ((wait.problem, 1),)
    page = login(world.users["hr_city"]).get(reverse("desk_seal")).content.decode()
    assert f"相差 {minutes} 分钟" in page


def test_when_the_clock_is_set_the_file_is_made(signed, at, clock_off):
    clock_off(6)
    with pytest.raises(HeldBack):
        make_file(subject=signed.subject, kind="signed", at=at)
    clock_off(0)
    assert sweep_files(at=at + 10 * MINUTE) == 1
    assert make_file(subject=signed.subject, kind="signed", at=at + 10 * MINUTE).level == "B-T"
    assert not FileWait.objects.exists()


def test_a_clock_within_the_bounds_of_the_public_check_is_no_reason_to_wait(signed, at, clock_off):
    clock_off(4)
    assert make_file(subject=signed.subject, kind="signed", at=at) is not None


def test_evidence_of_another_document_holds_the_file_back(signed, at, monkeypatch):
    real = storing.apply_seal

    def other(*, pdf, at):
        inside = b'{"document": {"code": "0000-0000-0000-0000"}}'
        made = real(pdf=plain_pdf("x", evidence=inside), at=at)
        assert code_in(inside)
        return made

    monkeypatch.setattr(storing, "apply_seal", other)
    with pytest.raises(HeldBack, match="另一份"):
        make_file(subject=signed.subject, kind="signed", at=at)


def test_the_seal_claims_the_time_of_the_entry(signed, at, tmp_path):
    made = sealing.apply_seal(pdf=plain_pdf("x"), at=at)
    assert b"D\\07220261123090000" in made.data
    assert sha256(made.data).hexdigest() == made.sha256
