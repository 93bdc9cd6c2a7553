import pytest

from evidence.engine import package
from tests.evidence.pki import pki, plain_pdf, seal


@pytest.mark.parametrize(
    ("data", "length"),
    [
        (b"\x30\x03abc" + b"\0\0", 5),
        (b"\x30\x81\x80" + b"x" * 130, 131),
        (b"\x30\x82\x01\x00" + b"x" * 300, 260),
    ],
)
def test_the_length_of_der(data, length):
    assert package.der_length(data) == length


def test_a_signature_is_cut_out_without_its_padding():
    data = seal(plain_pdf())
    found = package.signature_of(data)
    assert len(found.content) + (found.second - found.first) == len(data)
    assert found.der in bytes.fromhex(data[found.first + 1 : found.second - 1].decode())
    assert not found.der.endswith(b"\0\0\0\0")


def test_a_plain_file_has_none():
    assert package.signature_of(plain_pdf()) is None
    parts = package.Parts("X", plain_pdf(), None, [], [], [])
    assert set(package.files(parts)) == {"pledge.pdf", "chain.json", "roots.json"}


def test_pem_can_be_read_by_others():
    from cryptography import x509

    found = x509.load_pem_x509_certificates(package.pem("CERTIFICATE", pki().trust().roots))
    assert [one.subject for one in found] == [
        pki().authority.root.cert.subject,
        pki().tsa_authority.root.cert.subject,
    ]
