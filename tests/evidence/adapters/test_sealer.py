import base64
import hashlib
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from asn1crypto import cms, pem
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from evidence.adapters import authority, readiness, sealer
from evidence.adapters.cms_frame import Frame
from evidence.adapters.pades import check_seal, seal_pdf
from evidence.adapters.sealer import FileSealer, RemoteSealer, SealerMissing, SealerUnavailable
from evidence.engine.trust import Trust
from tests.evidence.outsiders import needs_openssl, openssl_cms
from tests.evidence.signed import small_pdf

SM2, SM3 = "1.2.156.10197.1.501", "sm3"


@pytest.fixture
def house(tmp_path, at):
    return authority.ensure(tmp_path / "seal", at)


@pytest.fixture
def own(house):
    return FileSealer(house / "seal.pem")


def trust_of(row) -> Trust:
    return Trust((row.chain[-1],), row.chain[:-1], tuple(row.crls))


def test_the_chain_starts_with_the_own_certificate_and_ends_with_the_root(own):
    names = [x509.load_der_x509_certificate(row).subject.rfc4514_string() for row in own.chain]
    assert ["签名" in names[0], "签发" in names[1], "根证书" in names[2]] == [True] * 3
    assert all("演示" in name for name in names)


def test_keys_are_readable_by_the_server_alone(house):
    modes = {path.name: path.stat().st_mode & 0o777 for path in house.glob("*.pem")}
    assert modes == dict.fromkeys(("root.pem", "sub.pem", "seal.pem", "tsa.pem"), 0o600)
    assert house.stat().st_mode & 0o777 == 0o700


def test_the_authority_is_made_once(house, at):
    before = (house / "root.pem").read_bytes()
    authority.ensure(house, at + timedelta(days=1))
    assert (house / "root.pem").read_bytes() == before


def rsa_issuer(at, usage):
    """A certificate with an RSA key that signed itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "市民政局")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(9)
    builder = builder.not_valid_before(at - timedelta(days=9)).not_valid_after(
        at + timedelta(days=9)
    )
    rights = {name: name in usage for name in authority.USAGES}
    return key, builder.add_extension(x509.KeyUsage(**rights), True).sign(key, hashes.SHA256())


@needs_openssl
def test_a_pkcs12_file_with_an_rsa_key_seals_too(at, tmp_path):
    key, row = rsa_issuer(at, {"digital_signature", "content_commitment"})
    secret = BestAvailableEncryption(b"geheim")
    path = tmp_path / "seal.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, row, None, secret))
    mine = FileSealer(path, "geheim")
    data = seal_pdf(small_pdf("x"), mine)
    assert check_seal(data, trust_of(mine), at).certificate == mine.chain[0]
    assert openssl_cms(data, mine.chain, tmp_path)
    with pytest.raises(SealerUnavailable, match="口令"):
        FileSealer(path, "wrong")


def test_a_certificate_without_the_right_usage_is_refused(at, tmp_path):
    key, row = rsa_issuer(at, {"digital_signature"})
    path = tmp_path / "seal.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + row.public_bytes(Encoding.PEM)
    )
    with pytest.raises(SealerUnavailable, match="不可否认"):
        FileSealer(path)


def test_a_key_without_its_certificate_is_refused(own, house, tmp_path):
    other = authority.ensure(tmp_path / "other", house_time(house)) / "seal.pem"
    mixed = tmp_path / "mixed.pem"
    key = (house / "seal.pem").read_bytes().split(b"-----BEGIN CERTIFICATE")[0]
    rows = other.read_bytes().partition(b"-----BEGIN CERTIFICATE")[2]
    mixed.write_bytes(key + b"-----BEGIN CERTIFICATE" + rows)
    with pytest.raises(SealerUnavailable, match="没有与密钥对应"):
        FileSealer(mixed)


def house_time(house):
    return authority.read(house / "root.pem").certificate.not_valid_before_utc + authority.BACK


def test_a_changed_key_file_is_used_without_a_restart(settings, tmp_path, at):
    settings.PRIVATE_ROOT = tmp_path
    first = sealer.current_sealer(at)
    assert sealer.current_sealer(at) is first
    authority.issue_seal(tmp_path / "seal", at)
    assert sealer.current_sealer(at).chain[0] != first.chain[0]


def test_production_uses_the_demo_authority_only_where_allowed(settings, tmp_path, at):
    settings.PRIVATE_ROOT, settings.SEAL_ALLOW_DEMO_CA, settings.DEMO = tmp_path, False, False
    with pytest.raises(SealerMissing):
        sealer.current_sealer(at)
    assert not (tmp_path / "seal").exists()
    assert [found.id for found in readiness.check_seal_settings(None)] == ["evidence.W001"]
    settings.SEAL_ALLOW_DEMO_CA = True
    assert [found.id for found in readiness.check_seal_settings(None)] == ["evidence.W002"]
    settings.SEAL_KEY_FILE = "seal.p12"
    assert readiness.check_seal_settings(None) == []
    settings.SEAL_LEVEL = "B-X"
    assert [found.id for found in readiness.check_seal_settings(None)] == ["evidence.E001"]


def test_without_python_pkcs11_the_reason_is_said(settings, at, monkeypatch):
    settings.SEALER = "evidence.adapters.sealer.Pkcs11Sealer"
    monkeypatch.setattr(sealer, "import_module", raise_import_error)
    with pytest.raises(SealerUnavailable, match="python-pkcs11"):
        sealer.current_sealer(at)


def raise_import_error(name):
    raise ImportError(name)


def test_a_pkcs11_device_signs_the_digest(own, house, at, monkeypatch):
    key = authority.read(house / "seal.pem").key

    class Key:
        def sign(self, digest, mechanism):
            assert mechanism == "ECDSA"
            return key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))

    fake = {
        "pkcs11": SimpleNamespace(Mechanism=SimpleNamespace(ECDSA="ECDSA"), PKCS11Error=OSError),
        "pkcs11.util.ec": SimpleNamespace(encode_ecdsa_signature=lambda pair: pair),
    }
    monkeypatch.setattr(sealer, "import_module", fake.__getitem__)
    device = sealer.Pkcs11Sealer(Key(), own.chain)
    assert check_seal(seal_pdf(small_pdf("x"), device), trust_of(own), at)


@pytest.fixture
def remote(own, house):
    """A signing server: remote.url, remote.about (what it says of itself), remote.asked."""
    key = authority.read(house / "seal.pem").key
    state = SimpleNamespace(
        about={"certificates": [base64.b64encode(row).decode() for row in own.chain]},
        asked=[],
        answer=None,
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._send(state.about)

        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((self.headers["Authorization"], asked))
            if state.answer is not None:
                return self._send(state.answer)
            digest = bytes.fromhex(asked["digest"])
            value = key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
            return self._send({"signature": base64.b64encode(value).decode()})

        def _send(self, answer):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        state.url = f"http://127.0.0.1:{web.server_port}/"
        yield state
        web.shutdown()
        thread.join()


def test_a_signing_server_gets_digests_only(remote, own, at):
    mine = RemoteSealer(remote.url, "token", 5)
    data = seal_pdf(small_pdf("secret words"), mine)
    assert check_seal(data, trust_of(own), at).certificate == own.chain[0]
    ((authorization, asked),) = remote.asked
    assert authorization == "Bearer token"
    attributes = base64.b64decode(asked["attributes"])
    assert asked["digest"] == hashlib.sha256(attributes).hexdigest()
    assert b"secret words" not in attributes


def test_a_signing_server_may_use_sm2_and_sm3(remote):
    remote.about |= {"digest_algorithm": SM3, "signature_algorithm": SM2}
    remote.answer = {"signature": base64.b64encode(b"signature by SM2").decode()}
    mine = RemoteSealer(remote.url, "", 5)
    frame = Frame(mine.chain, mine.digest, mine.algorithm)
    digest = hashlib.new(SM3, b"x").digest()
    attributes = frame.attributes(digest)
    made = cms.ContentInfo.load(frame.wrap(attributes, mine.sign(attributes)))
    info = made["content"]["signer_infos"][0]
    assert info["digest_algorithm"]["algorithm"].dotted == "1.2.156.10197.1.401"
    assert info["signature_algorithm"]["algorithm"].dotted == SM2
    ((_authorization, asked),) = remote.asked
    assert asked["digest"] == hashlib.new(SM3, attributes).hexdigest()


@pytest.mark.parametrize("answer", [{}, {"signature": "%"}, []])
def test_a_signing_server_that_fails_is_said(remote, answer):
    mine = RemoteSealer(remote.url, "", 5)
    remote.answer = answer
    with pytest.raises(SealerUnavailable):
        mine.sign(b"x")


def test_a_signing_server_that_is_away_is_said():
    with pytest.raises(SealerUnavailable, match="没有应答"):
        RemoteSealer("http://127.0.0.1:9/", "", 1)


def test_revocation_lists_are_read_as_pem_and_as_der(house, tmp_path):
    der = (house / "sub.crl").read_bytes()
    path = tmp_path / "sub.pem"
    path.write_bytes(pem.armor("X509 CRL", der))
    assert sealer.read_crls((str(house / "sub.crl"), str(path))) == (der, der)
