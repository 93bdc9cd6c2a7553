"""A sealed pledge without the renderer: most tests are about bytes, not about their looks."""

from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from pledges.flows import sealing
from pledges.flows.sealing import seal_envelope
from tests.factories.pledges import envelope_of, make_round, sign
from tests.pledges.pki import plain_pdf


@cache
def small_pdf(text: str) -> bytes:
    """A readable PDF of some two thousand bytes, different for each text."""
    return plain_pdf(text + " " * 1500)


def stored_bytes(document) -> bytes:
    """What lies on the disk for a sealed document."""
    return (Path(settings.PRIVATE_ROOT) / document.path).read_bytes()


@pytest.fixture
def small_pages(monkeypatch):
    """Pledges are rendered as small files of their own, without Pango."""
    monkeypatch.setattr(
        sealing, "pledge_pdf", lambda envelope, attachments=(): small_pdf(envelope.code)
    )
    monkeypatch.setattr(sealing.pdf, "renderer", lambda data: "test 1.0")


@pytest.fixture
def plain_seal(small_pages):
    """plain_seal(envelope, at) → the envelope, sealed with a small file of its own."""

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
