"""Two taps at once, two workers at once: the database decides, and once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from evidence.flows.files import make_file
from evidence.models.stored import StoredFile
from evidence.queries.chains import broken_chains, chain_of
from pledges.rounds.flows.rounds import NobodyToAsk
from pledges.rounds.models.envelope import SignatureMark, SigningRound
from staff.models.standing import Credential
from tests.casts import build_world
from tests.factories.rounds import envelope_of, make_round, make_version, sign

THREADS = 4


@pytest.fixture
def world(transactional_db, monkeypatch):
    monkeypatch.setattr("evidence.flows.files.enqueue", lambda *args, **ids: None)
    return build_world()


def at_once(call) -> list:
    """The answers, or the refusals, of `call` made by several threads together."""

    def run(_number):
        try:
            return call()
        except NobodyToAsk as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_a_pledge_sent_by_several_taps_is_signed_once(world, at):
    envelope = envelope_of(make_round(world, at), world.members["staff"])
    answers = at_once(lambda: sign(envelope, at))
    assert {answer.status for answer in answers} == {"signed"}
    assert (SignatureMark.objects.count(), Credential.objects.count()) == (1, 1)
    assert [entry.kind for entry in chain_of(envelope.subject).all()] == [
        "opened",
        "viewed",
        "signed",
    ]
    assert list(broken_chains()) == []


def test_a_round_opened_by_several_clicks_asks_once(world, at):
    version = make_version(world.users["hr_city"], at)
    answers = at_once(lambda: make_round(world, at, version=version))
    assert sum(isinstance(answer, SigningRound) for answer in answers) == 1
    assert SigningRound.objects.get().envelopes.count() == 4


def test_a_pledge_taken_by_several_workers_is_sealed_once(world, at, plain_seal):
    envelope = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
    answers = at_once(lambda: make_file(subject=envelope.subject, kind="signed", at=at))
    assert {answer.pk for answer in answers} == {StoredFile.objects.get().pk}
    assert [entry.kind for entry in chain_of(envelope.subject).all()][-1] == "sealed"
    assert chain_of(envelope.subject).count() == 4
