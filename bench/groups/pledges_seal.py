"""A sealed pledge, beside the same pledge made the plain way, in turn in the same process.

The plain way: the renderer called with the page as a string, and pyHanko's own signer with a
2048 bit RSA key. Ours: the stamp and our seal, with the evidence inside. CPU is that of this
process; latency is from the commit of the signature to the stored file that was read back.
"""

import gc
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from warnings import catch_warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.template.loader import render_to_string
from django.utils import timezone, translation
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from bench.pledges import world
from bench.rows import Recorder
from cms.celery import spare_what_stays
from cms.lib.pdf import rendering
from evidence.adapters import vault
from evidence.adapters.pades import seal_pdf
from evidence.adapters.sealer import current_sealer
from evidence.flows.files import make_file
from pledges.rounds.adapters import paper
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.attachment import evidence_attachment, signed_entry

WARM, DOCUMENTS = 10, 60
PLAIN_EVERY = 5  # the plain way takes so long that every fifth document is enough


def run(record: Recorder) -> None:
    signed = list(world.signatures(world.make_round(WARM + DOCUMENTS)))
    found = Envelope.objects.select_related("round__version", "mark", "member")
    envelopes = list(found.filter(pk__in=[one.pk for one in signed]).order_by("number"))
    with TemporaryDirectory() as folder:
        plain = _plain_signer(Path(folder))
        for envelope in envelopes[:WARM]:
            _sealed(envelope)
            make_file(subject=envelope.subject, kind="signed", at=timezone.now())
        _plain(envelopes[0], plain)
        spare_what_stays()
        _cpu(record, envelopes[WARM:], plain)
        _latency(record, envelopes[WARM:], plain)


def _cpu(record: Recorder, envelopes: list[Envelope], plain: signers.Signer) -> None:
    """CPU milliseconds of a document; the ratio is the median of those of neighbours."""
    ours: list[float] = []
    theirs: list[float] = []
    ratios: list[float] = []
    sizes: list[int] = []
    for start in range(0, len(envelopes), PLAIN_EVERY):
        batch = envelopes[start : start + PLAIN_EVERY]
        gc.collect()  # the plain way's garbage is not ours to sweep, nor timed at all
        times = [_timed(time.process_time, lambda one=one: _sealed(one)) for one in batch]
        ours += [taken for taken, _data in times]
        sizes += [len(data) for _taken, data in times]
        theirs.append(_timed(time.process_time, lambda one=batch[0]: _plain(one, plain))[0])
        ratios.append(theirs[-1] / statistics.median(taken for taken, _data in times))
    record.add("pledges.sealed", statistics.median(ours), "cpu ms")
    record.add("pledges.sealed.naive", statistics.median(theirs), "cpu ms")
    record.add("pledges.sealed.ratio", statistics.median(ratios), "times")
    record.add("pledges.sealed.bytes", statistics.median(sizes), "bytes")


def _latency(record: Recorder, envelopes: list[Envelope], plain: signers.Signer) -> None:
    """Wall milliseconds from the committed signature to the sealed file, as the worker does it."""
    ours: list[float] = []
    theirs: list[float] = []
    for number, envelope in enumerate(envelopes):
        gc.collect()
        taken, sealed = _timed(
            time.perf_counter,
            lambda name=envelope.subject: make_file(subject=name, kind="signed", at=timezone.now()),
        )
        assert sealed.renderer.startswith("stamp ")
        ours.append(taken)
        if number % PLAIN_EVERY == 0:
            work = lambda one=envelope: _store(_plain(one, plain))  # noqa: E731 - timed below
            theirs.append(_timed(time.perf_counter, work)[0])
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        value, floor = _percentile(ours, share), _percentile(theirs, share)
        record.add(f"pledges.sign_latency.{name}_ms", value, "ms", floor)


def _timed(clock: Callable[[], float], work: Callable):
    """Milliseconds, and what the work gave."""
    started = clock()
    made = work()
    return (clock() - started) * 1000, made


def _percentile(times: list[float], share: float) -> float:
    ranked = sorted(times)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def _sealed(envelope: Envelope) -> bytes:
    """What the worker makes of an envelope, as bytes; nothing is stored."""
    page = paper.pledge_pdf(envelope, [evidence_attachment(envelope, signed_entry(envelope))])
    return seal_pdf(page, current_sealer(timezone.now()))


def _plain(envelope: Envelope, signer: signers.Signer) -> bytes:
    with translation.override("zh-hans"):
        page = paper.page_of(envelope)
        html = render_to_string(paper.TEMPLATE, page["context"] | {"title": page["title"]})
    with catch_warnings(action="ignore", category=ResourceWarning):
        made = rendering._engine().HTML(string=html).write_pdf()
    meta = signers.PdfSignatureMetadata(field_name="Seal")
    target = BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(made)), meta, signer, output=target)
    return target.getvalue()


def _store(data: bytes) -> None:
    vault.place(vault.stage(data, "bench/plain.pdf"), "bench/plain.pdf")


def _plain_signer(folder: Path) -> signers.Signer:
    """pyHanko's own signer, with a certificate made now."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    at = timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at)
        .not_valid_after(at + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return signers.SimpleSigner.load(str(folder / "key.pem"), str(folder / "cert.pem"))
