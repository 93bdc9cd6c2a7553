import io
import json
import zlib

import pikepdf
import pytest

from cms.lib import chain
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


@pytest.mark.parametrize("compress", [False, True])
def test_the_place_of_an_attachment_is_found(compress):
    inside = b'{"a": 1}\n' * 40
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pdf(evidence=inside))) as pdf:
        pdf.save(out, recompress_flate=compress, compress_streams=compress)
    data = out.getvalue()
    held = package.held_in(data, inside)
    assert held.packed == compress
    raw = data[held.start : held.end]
    assert (zlib.decompress(raw) if compress else raw) == inside
    assert package.held_in(data, b"other") is None
    assert package.held_in(b"/Type /EmbeddedFile", b"") is None


def test_each_entry_stands_in_a_line_as_it_was_hashed():
    entries = [{"body": {"seq": n, "at": "x"}, "digest": "ab", "previous": "cd"} for n in (1, 2)]
    parts = package.Parts("letter:1", b"", None, entries, [], [], document="letter.pdf")
    files = package.files(parts)
    head, *lines, tail = files["chain.json"].decode().splitlines()
    assert [line.rstrip(",") for line in lines] == [
        f'{{"body":{chain.canonical(one["body"]).decode()},"digest":"ab","previous":"cd"}}'
        for one in entries
    ]
    assert (head, tail) == (package.chain_head(parts), "]}")
    assert json.loads(files["chain.json"])["entries"] == entries
    assert json.loads(files["roots.json"]) == {"roots": [], "paths": []}


def test_behind_the_seal_only_its_own_range_counts():
    data = seal(plain_pdf())
    more = data + b"\n/ByteRange [0 1 2 3]"
    assert package.signature_of(more) == package.signature_of(data)
