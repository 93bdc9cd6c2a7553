"""A sealed pledge without the renderer: most tests are about bytes, not about their looks."""

from functools import cache

import pytest

from pledges.flows import sealing
from pledges.flows.sealing import seal_envelope
from tests.factories.pledges import envelope_of, make_round, sign
from tests.pledges.pki import plain_pdf


@cache
def small_pdf(text: str) -> bytes:
    """A readable PDF of some two thousand bytes, different for each text."""
    return plain_pdf(text + " " * 1500)


@pytest.fixture
def plain_seal(monkeypatch):
    """plain_seal(envelope, at) → the envelope, sealed with a small file of its own."""
    monkeypatch.setattr(sealing, "pledge_pdf", lambda envelope: small_pdf(envelope.code))
    monkeypatch.setattr(sealing.pdf, "renderer", lambda: "test 1.0")

    def seal(envelope, at):
        seal_envelope(envelope_id=envelope.pk, at=at)
        envelope.refresh_from_db()
        return envelope

    return seal


@pytest.fixture
def opened(world, at):
    return make_round(world, at)


@pytest.fixture
def sealed(world, opened, at, plain_seal):
    """The pledge of `staff` in 双江, sealed."""
    return plain_seal(sign(envelope_of(opened, world.members["staff"]), at), at)
