import io

import pytest
from pypdf import PdfReader

from cms.flows.jobs import enqueue
from cms.models.jobs import Job
from evidence.adapters import vault
from evidence.engine.events import RevocationCategory
from evidence.models.chain import EvidenceEntry
from evidence.queries.files import sealed_file
from pledges.rounds.flows import documents as sealing
from pledges.rounds.flows.binders import COVER, NotBindable, bind_round
from pledges.rounds.flows.ending import revoke_envelope
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.tasks import bind
from tests.cms.lib.pdf.test_binder import source
from tests.factories.rounds import envelope_of, sign


@pytest.fixture
def three(world, opened, at, plain_seal, monkeypatch):
    """staff, neighbour and stranger sealed with two pages each; coordinator signed only."""
    drawn = lambda envelope, *_: source(envelope.code, 2).getvalue()  # noqa: E731
    monkeypatch.setattr(sealing, "pledge_pdf", drawn)
    for name in ("staff", "neighbour", "stranger"):
        plain_seal(sign(envelope_of(opened, world.members[name]), at), at)
    sign(envelope_of(opened, world.members["coordinator"]), at)
    return opened


def made(world, round_, at, **values) -> tuple[int, PdfReader]:
    target = io.BytesIO()
    pages = bind_round(
        round_=round_,
        envelopes=Envelope.objects.all(),
        target=target,
        by=world.users["hr_city"],
        at=at,
        **values,
    )
    return pages, PdfReader(target, strict=True)


def titles(outline) -> list:
    return [titles(line) if isinstance(line, list) else line.title for line in outline]


def test_the_binder_by_county_township_and_person(world, three, at):
    seen = []
    pages, reader = made(world, three, at, progress=lambda done, total: seen.append((done, total)))
    assert pages == len(reader.pages) == 7
    number = {name: envelope_of(three, world.members[name]).number for name in world.members}
    assert titles(reader.outline) == [
        COVER,
        "峨山县民政局",
        ["双江街道", [f"王㛃 {number['staff']}"], "小街街道", [f"多·吉 {number['neighbour']}"]],
        "新平县民政局",
        ["桂山街道", [f"赵铁 {number['stranger']}"]],
    ]
    first = reader.pages[0].extract_text()
    assert "阅读汇编本" in first
    assert f"李𬭎 {number['coordinator']}" in first
    assert "hr_city" in first
    assert all("阅读汇编本，不是签署原件" in page.extract_text() for page in reader.pages)
    assert seen == [(3, 3)]
    entry = EvidenceEntry.objects.get(subject=three.subject, kind="exported")
    assert entry.payload == {"what": "binder", "by": world.users["hr_city"].pk, "files": 3}


def test_what_counts_no_more_stays_out(world, three, at):
    old = envelope_of(three, world.members["staff"])
    revoke_envelope(
        envelope=old,
        category=RevocationCategory.MISTAKE,
        reason="岗位有误",
        by=world.users["hr_city"],
        at=at,
    )
    pages, _reader = made(world, three, at)
    assert pages == 5


def test_a_file_that_is_no_pdf_is_named(world, three, at, plain_seal, monkeypatch):
    plain_seal(envelope_of(three, world.members["coordinator"]), at)
    coordinator = envelope_of(three, world.members["coordinator"])
    real, spoilt = vault.read, sealed_file(coordinator.subject).path
    monkeypatch.setattr(
        vault, "read", lambda path, sha256: b"nothing" if path == spoilt else real(path, sha256)
    )
    with pytest.raises(NotBindable, match="李𬭎"):
        made(world, three, at)


def test_the_job_binds_what_its_person_may_see(world, three):
    told = {"round_id": three.pk, "unit": "530426"}
    job = enqueue("rounds.bind_round", requested_by=world.users["hr_county"], **told)
    bind(job_id=job.pk, **told)
    job.refresh_from_db()
    assert (job.state, job.result_name) == (
        Job.State.DONE,
        "2026年度承诺书 峨山县民政局 阅读汇编本.pdf",
    )
    with job.result.open("rb") as file:
        assert len(PdfReader(file).pages) == 5
