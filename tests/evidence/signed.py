"""A sealed pledge without the renderer: most tests are about bytes, not about their looks."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from evidence.adapters.timestamps import Authorities
from evidence.flows import storing
from evidence.flows import timestamps as stamps
from evidence.flows.certificates import note_certificate
from evidence.flows.files import make_file
from evidence.models.certificate import SealCertificate
from evidence.queries.trust import trust_store
from pledges.custody.flows import documents as custody_documents
from pledges.rounds.flows import documents as sealing
from tests.evidence import pki
from tests.factories.rounds import envelope_of, make_round, sign

PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"


def small_pdf(text: str) -> bytes:
    """A whole PDF of one page, different for each text."""
    note = b"% " + text.encode()
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(note), note)
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate((b"<< /Type /Catalog /Pages 2 0 R >>", PAGES, PAGE, stream), 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 5\n0000000000 65535 f \n" + table
    data += b"trailer\n<< /Size 5 /Root 1 0 R >>\n"
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def stored_bytes(document) -> bytes:
    """What lies on the disk for a sealed document."""
    return (Path(settings.PRIVATE_ROOT) / document.path).read_bytes()


@pytest.fixture
def small_pages(monkeypatch):
    """Pledges are rendered as small files of their own, without Pango."""
    monkeypatch.setattr(sealing, "pledge_pdf", lambda envelope, *_: small_pdf(envelope.code))
    monkeypatch.setattr(storing.pdf, "renderer", lambda data: "test 1.0")


@pytest.fixture
def plain_seal(small_pages):
    """plain_seal(envelope, at) → the envelope, sealed with a small file of its own."""

    def seal(envelope, at):
        make_file(subject=envelope.subject, kind="signed", at=at)
        envelope.refresh_from_db()
        return envelope

    return seal


@pytest.fixture
def pki_seal(monkeypatch):
    """pki_seal(at, late=…, …): from here on all is sealed with the keys of tests/pledges/pki.

    `late`: by how much the clock of the sealing server is wrong; the rest is for `pki.seal`.
    """
    real = storing.apply_seal

    def install(at, late=timedelta(), **how):
        holder = how.get("holder") or pki.pki().seal

        def render(envelope, attachments=(), *_):
            return pki.plain_pdf(envelope.code, evidence=attachments[0].data)

        def render_custody(agreement, kind, attachments=()):
            inside = attachments[0].data if attachments else None
            return pki.plain_pdf(f"{agreement.code} {kind}", evidence=inside)

        def apply(*, pdf, at):
            with time_machine.travel(at + late, tick=False):
                data = pki.seal(pdf, **how)
            level = "B-T" if how.get("stamped_at") else "B-B"
            made = replace(real(pdf=pdf, at=at), data=data, sha256=sha256(data).hexdigest())
            row = note_certificate(der=holder.der, role=SealCertificate.Role.SEAL, at=at)
            return replace(made, level=level, outside=level == "B-T", certificate=row)

        monkeypatch.setattr(sealing, "pledge_pdf", render)
        monkeypatch.setattr(custody_documents, "render_custody", render_custody)
        monkeypatch.setattr(storing, "apply_seal", apply)
        monkeypatch.setattr(storing, "check_stored", lambda **_: None)
        monkeypatch.setattr(storing.pdf, "renderer", lambda data: "test 1.0")

    return install


@pytest.fixture
def later_authority(monkeypatch):
    """later_authority(at): the authority has a certificate now that runs until 2045; the trust."""

    def change(at):
        clock = pki.clock(20)
        trust = pki.believing(trust_store(), clock)
        found = Authorities([(clock.stamper(at), True)], trust, at)
        monkeypatch.setattr(stamps, "trust_store", lambda: trust)
        monkeypatch.setattr(stamps, "current_authorities", lambda _trust, _at: found)
        return trust

    return change


@pytest.fixture
def opened(world, at):
    return make_round(world, at)


@pytest.fixture
def sealed(world, opened, at, plain_seal):
    """The pledge of `staff` in 双江, sealed."""
    return plain_seal(sign(envelope_of(opened, world.members["staff"]), at), at)
