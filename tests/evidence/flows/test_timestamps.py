import hashlib
import shutil
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import DatabaseError, transaction
from django.urls import reverse
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from cms.models.jobs import Job
from evidence.adapters import timestamps as timestamp
from evidence.adapters.pades import signature_of
from evidence.adapters.sealer import demo_folder
from evidence.adapters.timestamps import Authorities, TimestampUnavailable
from evidence.engine.renewals import renewal_body
from evidence.flows import sealing as seals
from evidence.flows import timestamps as stamps
from evidence.flows.files import make_file
from evidence.flows.timestamps import (
    fetch_timestamp,
    renew_timestamp,
    sweep_renewals,
    sweep_timestamps,
)
from evidence.models.timestamp import DocumentTimestamp, TimestampWait
from evidence.queries.chains import chain_of
from evidence.queries.trust import trust_store
from tests.evidence.outsiders import needs_openssl, openssl_ts, write_pem
from tests.evidence.signed import stored_bytes
from tests.factories.rounds import envelope_of, sign

YEAR = timedelta(days=365)


class Away(TimeStamper):
    """An authority that does not answer."""

    async def async_request_tsa_response(self, req):
        raise TimestampRequestError("connection refused")


@pytest.fixture
def clock(settings):
    settings.TIMESTAMP_DEMO = True


@pytest.fixture
def away(monkeypatch, settings):
    """back = away(): the authority is away until back() is called."""
    settings.TIMESTAMP_DEMO = True
    real = timestamp.current_authorities

    def leave():
        def nobody(trust, at):
            return Authorities([(Away(), True)], trust, at)

        for module in (seals, stamps):
            monkeypatch.setattr(module, "current_authorities", nobody)

    def back():
        for module in (seals, stamps):
            monkeypatch.setattr(module, "current_authorities", real)

    leave()
    return back


@pytest.fixture
def signed(world, opened, at, small_pages):
    return sign(envelope_of(opened, world.members["staff"]), at)


def test_with_an_authority_the_time_stands_inside_the_signature(signed, clock, at, tmp_path):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    row = sealed.timestamps.get()
    assert (sealed.level, row.place, row.stamped_at) == ("B-T", "inside", at)
    assert not row.is_independent
    value, token = signature_of(stored_bytes(sealed))
    assert (bytes(row.token), row.imprint) == (token, hashlib.sha256(value).hexdigest())
    assert not TimestampWait.objects.exists()


@needs_openssl
def test_openssl_believes_the_token_inside(signed, clock, at, tmp_path):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    value, token = signature_of(stored_bytes(sealed))
    assert openssl_ts(value, token, trust_store().roots, tmp_path)
    assert not openssl_ts(value + b"!", token, trust_store().roots, tmp_path)


def test_an_authority_that_is_away_is_said_and_made_up_for(signed, away, at, tmp_path):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    wait = sealed.timestamp_wait
    assert sealed.level == "B-B"
    assert "connection refused" in wait.problem
    assert chain_of(signed.subject).filter(kind="sealed").get().payload["stamp_missing"]
    with pytest.raises(TimestampUnavailable):
        fetch_timestamp(wait_id=wait.pk, at=at)
    assert TimestampWait.objects.exists()
    away()
    row = fetch_timestamp(wait_id=wait.pk, at=at + timedelta(hours=1))
    assert (row.place, row.imprint) == ("beside", sealed.sha256)
    assert not TimestampWait.objects.exists()
    assert chain_of(signed.subject).last().kind == "stamped"
    assert fetch_timestamp(wait_id=wait.pk, at=at) is None
    if shutil.which("openssl"):
        assert openssl_ts(stored_bytes(sealed), bytes(row.token), trust_store().roots, tmp_path)


def test_signer_and_desk_see_that_the_time_stamp_is_still_to_come(
    world, signed, away, at, login, time_machine_at
):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    pages = {
        "staff": reverse("pledge_receipt", args=[signed.code]),
        "hr_city": reverse("desk_pledge_envelope", args=[signed.code]),
    }
    for who, address in pages.items():
        assert "时间戳待补" in login(world.users[who]).get(address).text
    away()
    fetch_timestamp(wait_id=sealed.timestamp_wait.pk, at=at)
    for who, address in pages.items():
        assert "时间戳待补" not in login(world.users[who]).get(address).text


def test_the_sweeper_asks_ever_more_rarely_until_it_is_back(
    signed, away, at, django_capture_on_commit_callbacks
):
    make_file(subject=signed.subject, kind="signed", at=at)
    minutes = (3, 4, 6, 11)
    asked = [sweep_timestamps(at=at + timedelta(minutes=n)) for n in minutes]
    assert asked == [1, 0, 1, 1]
    assert Job.objects.filter(name="evidence.fetch_timestamp").count() == 3
    away()
    with django_capture_on_commit_callbacks(execute=True):
        sweep_timestamps(at=at + timedelta(days=1))
    assert DocumentTimestamp.objects.count() == 1
    assert sweep_timestamps(at=at + timedelta(days=2)) == 0


def test_files_from_before_there_was_an_authority_get_a_stamp_later(signed, at, settings):
    make_file(subject=signed.subject, kind="signed", at=at)
    assert sweep_timestamps(at=at) == 0
    settings.TIMESTAMP_DEMO = True
    sweep_timestamps(at=at)
    assert sweep_timestamps(at=at + timedelta(minutes=3)) == 1


def test_the_second_authority_is_asked_when_the_first_is_away(signed, at, clock):
    make_file(subject=signed.subject, kind="signed", at=at)
    both = Authorities([(Away(), True), (timestamp.own_authority(at), False)], trust_store(), at)
    digest = hashlib.sha256(b"x").digest()
    assert timestamp.read_token(both.stamp(digest)).stamped_at == at
    assert not both.is_independent


def test_a_token_of_a_stranger_or_over_something_else_is_not_believed(signed, at, clock):
    make_file(subject=signed.subject, kind="signed", at=at)
    trust, digest = trust_store(), hashlib.sha256(b"x").digest()
    stranger = dummy_authority(at)
    with pytest.raises(TimestampUnavailable, match="not trusted"):
        Authorities([(stranger, True)], trust, at).stamp(digest)
    token = Authorities([(timestamp.own_authority(at), False)], trust, at).stamp(digest)
    with pytest.raises(TimestampUnavailable, match="not over this digest"):
        timestamp.check_token(token, hashlib.sha256(b"y").digest(), trust, at)
    with pytest.raises(TimestampUnavailable):
        timestamp.check_token(b"0\x00", digest, trust, at)


def dummy_authority(at) -> DummyTimeStamper:
    """pyHanko's own test authority, under a certificate that it signed itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test TSA")])
    only = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(at - YEAR).not_valid_after(at + YEAR)
    row = builder.add_extension(only, critical=True).sign(key, hashes.SHA256())
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = asn1_x509.Certificate.load(row.public_bytes(Encoding.DER))
    return DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(der), fixed_dt=at)


@pytest.fixture
def server(at):
    """A time authority behind HTTP: server.url, server.dummy."""
    dummy = dummy_authority(at)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            reply = dummy.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield SimpleNamespace(url=f"http://127.0.0.1:{web.server_port}/", dummy=dummy)
        web.shutdown()
        thread.join()


def test_an_authority_is_asked_over_http_and_its_root_is_kept(
    signed, at, server, settings, tmp_path, monkeypatch
):
    monkeypatch.setattr(timestamp, "is_outside", lambda url: True)
    settings.TIMESTAMP_URLS = ["http://127.0.0.1:9/", server.url]
    settings.TIMESTAMP_ROOTS = str(
        write_pem(tmp_path / "tsa-root.pem", (server.dummy.tsa_cert.dump(),))
    )
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    row = sealed.timestamps.get()
    assert (sealed.level, row.is_independent) == ("B-T", True)
    assert "Test TSA" in row.authority
    assert server.dummy.tsa_cert.dump() in trust_store().roots


def test_an_authority_whose_root_is_not_known_counts_as_away(signed, at, server, settings):
    settings.TIMESTAMP_URLS = [server.url]
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    assert "TIMESTAMP_ROOTS" in sealed.timestamp_wait.problem


def test_a_token_by_the_same_certificate_renews_nothing(signed, clock, at):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    late = sealed.timestamps.get().valid_to - timedelta(days=100)
    for night in range(3):
        at = late + timedelta(days=night)
        assert renew_timestamp(file_id=sealed.pk, at=at) is None
    assert sealed.timestamps.count() == 1


def test_before_the_authority_runs_out_a_renewal_covers_file_and_tokens(
    signed, clock, at, later_authority
):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    first = sealed.timestamps.get()
    assert sweep_renewals(at=at) == 0
    late = first.valid_to - timedelta(days=100)
    assert sweep_renewals(at=late) == 1
    assert renew_timestamp(file_id=sealed.pk, at=at) is None
    later_authority(late)
    row = renew_timestamp(file_id=sealed.pk, at=late)
    body = bytes.fromhex(sealed.sha256) + hashlib.sha256(bytes(first.token)).digest()
    assert renewal_body(bytes.fromhex(sealed.sha256), [first.token]) == body
    assert (row.number, row.place) == (2, "renewal")
    assert row.imprint == hashlib.sha256(body).hexdigest()


def test_tokens_are_never_changed(signed, clock, at):
    make_file(subject=signed.subject, kind="signed", at=at)
    for act in ("update", "delete"):
        rows = DocumentTimestamp.objects.all()
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete("default") if act == "delete" else rows.update(authority="x")


@pytest.mark.parametrize(
    ("url", "own", "outside"),
    [
        ("http://tsa.example.cn/ts", False, True),
        ("http://tsa.example.cn/ts", True, False),
        ("http://127.0.0.1:3161", False, False),
        ("http://jiangtang.example.cn/ts", False, False),
    ],
)
def test_a_clock_of_ones_own_is_nobody_elses_word(settings, url, own, outside):
    settings.WAGTAILADMIN_BASE_URL = "https://jiangtang.example.cn"
    settings.TIMESTAMP_OWN = own
    assert timestamp.is_outside(url) is outside


def test_the_demo_clock_stands_in_the_folder_of_the_demo_authority(clock, at):
    timestamp.own_authority(at)
    assert (demo_folder() / "tsa.pem").stat().st_mode & 0o777 == 0o600
