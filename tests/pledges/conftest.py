"""A sealed pledge without the renderer: most tests are about bytes, not about their looks."""

import pytest

from pledges.flows import sealing
from pledges.flows.sealing import seal_envelope
from tests.factories.pledges import envelope_of, make_round, sign

BODY = b"1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 40


def small_pdf(text: str) -> bytes:
    """Bytes that begin and end as a PDF does, different for each text."""
    return b"%PDF-1.7\n" + text.encode() + b"\n" + BODY + b"startxref\n9\n%%EOF\n"


@pytest.fixture
def plain_seal(monkeypatch):
    """plain_seal(envelope, at) → the envelope, sealed with a small file of its own."""
    monkeypatch.setattr(sealing, "pledge_pdf", lambda envelope: small_pdf(envelope.code))
    monkeypatch.setattr(sealing.pdf, "renderer", lambda data: "test 1.0")

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
