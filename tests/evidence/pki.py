"""A certificate authority, a sealing key and a time-stamping authority for tests; stock pyHanko."""

import asyncio
import hashlib
import io
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from evidence.engine.trust import Trust

BIRTH = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass
class Holder:
    """A certificate with its key, in the forms that both libraries want."""

    cert: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.DER)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.der)

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        raw = self.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return asn1_keys.PrivateKeyInfo.load(raw)


@dataclass
class Authority:
    """A root; `issue` makes leaves, `crl` a list of what was revoked."""

    name: str
    years: int = 30
    root: Holder = field(init=False)

    def __post_init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        self.root = Holder(_certificate(self.name, key, self.name, key, self.years, []), key)

    def issue(
        self,
        name: str,
        *,
        key=None,
        years: float = 3,
        stamps: bool = False,
        signs: bool = True,
        uses: str = "",
    ) -> Holder:
        """`signs`: may sign documents; `uses` "e-mail": and is said to be for letters."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=signs and not stamps,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=False,
            crl_sign=False,
            encipher_only=False,
            decipher_only=False,
        )
        extensions = [(usage, True)]
        if stamps:
            extensions.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True))
        if uses == "e-mail":
            letters = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            extensions.append((letters, False))
        cert = _certificate(name, key, self.name, self.root.key, years, extensions)
        return Holder(cert, key)

    def crl(self, *revoked: tuple[Holder, datetime]) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_name(self.name))
            .last_update(BIRTH)
            .next_update(BIRTH + 20 * YEAR)
        )
        for holder, when in revoked:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(holder.cert.serial_number)
                .revocation_date(when)
                .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
                .build()
            )
            builder = builder.add_revoked_certificate(entry)
        done = builder.sign(self.root.key, hashes.SHA256())
        return done.public_bytes(serialization.Encoding.DER)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(subject, key, issuer, issuer_key, years, extensions) -> x509.Certificate:
    is_root = subject == issuer
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BIRTH)
        .not_valid_after(BIRTH + years * YEAR)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())


@dataclass
class Pki:
    """Our authority with one sealing key, and a time-stamping authority of somebody else."""

    authority: Authority
    seal: Holder
    tsa_authority: Authority
    tsa: Holder

    def trust(self, *revoked: tuple[Holder, datetime]) -> Trust:
        return Trust(
            roots=(self.authority.root.der, self.tsa_authority.root.der),
            others=(self.seal.der, self.tsa.der),
            crls=(self.authority.crl(*revoked),),
        )

    def stamper(self, at: datetime) -> DummyTimeStamper:
        store = SimpleCertificateStore()
        store.register_multiple([self.tsa.asn1, self.tsa_authority.root.asn1])
        return DummyTimeStamper(self.tsa.asn1, self.tsa.asn1_key, certs_to_embed=store, fixed_dt=at)


@cache
def pki() -> Pki:
    """One for the whole run: making keys takes time."""
    ours, theirs = Authority("讲堂测试根证书"), Authority("外部时间戳根证书")
    key = rsa.generate_private_key(65537, 2048)  # pyHanko's stand-in for an authority wants RSA
    tsa = theirs.issue("外部时间戳", key=key, stamps=True)
    return Pki(ours, ours.issue("讲堂系统数字签名"), theirs, tsa)


@dataclass
class Clock:
    """A time authority under a root of its own, in place of one whose certificate ends."""

    authority: Authority
    holder: Holder

    def stamper(self, at: datetime) -> DummyTimeStamper:
        store = SimpleCertificateStore()
        store.register_multiple([self.holder.asn1, self.authority.root.asn1])
        return DummyTimeStamper(
            self.holder.asn1, self.holder.asn1_key, certs_to_embed=store, fixed_dt=at
        )

    def token(self, digest: bytes, at: datetime) -> bytes:
        return asyncio.run(self.stamper(at).async_timestamp(digest, "sha256")).dump()


@cache
def clock(years: int, name: str = "外部时间戳") -> Clock:
    """An authority whose certificate ends `years` after BIRTH; one for the whole run."""
    authority = Authority(f"{name}根证书{years}")
    key = rsa.generate_private_key(65537, 2048)
    return Clock(authority, authority.issue(f"{name}{years}", key=key, years=years, stamps=True))


def believing(trust: Trust, *clocks: Clock) -> Trust:
    """The same trust, in these clocks as well."""
    return replace(
        trust,
        roots=(*trust.roots, *(one.authority.root.der for one in clocks)),
        others=(*trust.others, *(one.holder.der for one in clocks)),
    )


def plain_pdf(text: str = "one", pages: int = 1, evidence: bytes | None = None) -> bytes:
    """A small PDF of its own for each text, with `evidence` inside as evidence.json."""
    pdf = pikepdf.new()
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(f"% {text} {number}\n0 0 10 10 re f".encode())
    if evidence is not None:
        pdf.attachments["evidence.json"] = pikepdf.AttachedFileSpec(
            pdf, evidence, filename="evidence.json", mime_type="application/json"
        )
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, compress_streams=False)
    return out.getvalue()


def seal(
    data: bytes,
    holder: Holder | None = None,
    *,
    stamped_at: datetime | None = None,
    permission: fields.MDPPerm = fields.MDPPerm.NO_CHANGES,
    certs: tuple[Holder, ...] = (),
) -> bytes:
    """`data` sealed as the house seals: PAdES, certified, no changes allowed."""
    holder = holder or pki().seal
    store = SimpleCertificateStore()
    store.register_multiple([one.asn1 for one in (pki().authority.root, *certs)])
    signer = signers.SimpleSigner(
        signing_cert=holder.asn1, signing_key=holder.asn1_key, cert_registry=store
    )
    meta = signers.PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=permission,
        reason="测试",
    )
    timestamper = pki().stamper(stamped_at) if stamped_at else None
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data)),
        meta,
        signer=signer,
        timestamper=timestamper,
        output=out,
    )
    return out.getvalue()


def token(data: bytes, at: datetime) -> bytes:
    """A timestamp over a whole file, kept beside it when none could be had at sealing."""
    digest = hashlib.sha256(data).digest()
    return asyncio.run(pki().stamper(at).async_timestamp(digest, "sha256")).dump()
