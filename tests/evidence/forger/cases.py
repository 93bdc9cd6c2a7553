"""Forged packages by name.

`FORGERIES`: made of a true package alone. Who makes those of `DATABASE` holds the database as
well, and makes the chain and the daily roots anew with the very functions of the house. `ZIPS`:
tricks of the container. Nobody holds the key of the seal.
"""

import io
import struct
import zipfile
from collections.abc import Callable

from evidence.engine import package
from tests.evidence import tamper_pdf
from tests.evidence.forger.acts import (
    another_seal,
    attachment_inside,
    backdated,
    clock_that_may_not,
    invented_root,
    merged_page,
    of_another,
    one_path_dropped,
    other_attachment,
    padded,
    page_as_proofs,
    paths_dropped,
    proofs_and_a_box,
    retitled,
    root_of_another_day,
    saved_anew,
    self_made_clock,
    signed_taken_out,
    twice_in_json,
    under_a_leaf,
    unsealed,
    wholly_false,
)
from tests.evidence.forger.hands import (
    CHAIN,
    EVIDENCE,
    MADE,
    PDF,
    ROOTS_PEM,
    Files,
    changed,
    entries_of,
    repacked,
    sealed_by,
    told,
    with_entries,
    with_pdf,
    without,
)
from tests.evidence.pki import pki, plain_pdf

FORGERIES: dict[str, Callable[[Files], Files]] = {
    "box": lambda files: files | {PDF: tamper_pdf.overlay(files[PDF])},
    "note": lambda files: files | {PDF: tamper_pdf.annotate(files[PDF])},
    "page": lambda files: files | {PDF: tamper_pdf.add_page(files[PDF])},
    "bytes_behind": lambda files: files | {PDF: tamper_pdf.append_junk(files[PDF])},
    "flipped": lambda files: files | {PDF: tamper_pdf.flip_byte(files[PDF])},
    "second_pledge": lambda files: {**files, "x/pledge.pdf": plain_pdf("forged")},
    "second_paper": lambda files: {**files, "agreement.pdf": plain_pdf("forged")},
    "unlisted_kind": lambda files: {**files, "更正说明.txt": b"forged"},
    "renamed": lambda files: {**without(files, PDF), "Pledge.pdf": files[PDF]},
    "seal_left_out": lambda files: without(files, "signature/"),
    "stamps_left_out": lambda files: without(files, "timestamps/"),
    "evidence_left_out": lambda files: without(files, EVIDENCE),
    "roots_pem_left_out": lambda files: without(files, ROOTS_PEM),
    "another_seal": another_seal,
    "chain_edited": lambda files: (
        files | {CHAIN: files[CHAIN].replace(b'"password"', b'"passkey"', 1)}
    ),
    "chain_twice": twice_in_json,
    "paths_dropped": paths_dropped,
    "one_path_dropped": one_path_dropped,
    "invented_root": invented_root,
    "other_evidence": lambda files: (
        files | {EVIDENCE: files[EVIDENCE].replace(b"password", b"passkey!")}
    ),
}
DATABASE: dict[str, Callable[[Files], Files]] = {
    "signed_taken_out": signed_taken_out,
    "method_changed": lambda files: changed(files, "signed", told(method="passkey")),
    "backdated": lambda files: changed(files, "signed", backdated),
    "viewed_changed": lambda files: changed(files, "viewed", told(text="00" * 32)),
    "code_of_another": of_another,
    "day_without_root": root_of_another_day,
    "box_and_chain": lambda files: with_pdf(files, tamper_pdf.overlay(files[PDF])),
    "note_and_chain": lambda files: with_pdf(files, tamper_pdf.annotate(files[PDF])),
    "page_and_chain": lambda files: with_pdf(files, tamper_pdf.add_page(files[PDF])),
    "form_and_chain": lambda files: with_pdf(files, tamper_pdf.fill_form(files[PDF])),
    "bytes_and_chain": lambda files: with_pdf(files, tamper_pdf.append_junk(files[PDF])),
    "proofs_and_a_box": proofs_and_a_box,
    "page_as_proofs": page_as_proofs,
    "retitled": retitled,
    "saved_anew": saved_anew,
    "merged_page": merged_page,
    "padding": padded,
    "no_seal": lambda files: unsealed(files, told_so=False),
    "no_seal_and_told": lambda files: unsealed(files, told_so=True),
    "other_attachment": other_attachment,
    "attachment_inside": attachment_inside,
    "certificate_named": lambda files: changed(files, "sealed", told(certificate="ab" * 32)),
    "sealed_twice": lambda files: with_entries(
        files, [*entries_of(files), *(one for one in entries_of(files) if _is_sealed(one))]
    ),
    "false_house": wholly_false,
    "under_a_leaf": under_a_leaf,
    "e_mail_certificate": lambda files: sealed_by(
        files, pki().authority.issue("邮件证书", uses="e-mail")
    ),
    "server_certificate": lambda files: sealed_by(
        files, pki().authority.issue("网站证书", signs=False)
    ),
    "expired_certificate": lambda files: sealed_by(
        files, pki().authority.issue("旧证书", years=0.5)
    ),
    "sibling_certificate": lambda files: sealed_by(files, pki().authority.issue("兄弟单位")),
    "self_made_clock": self_made_clock,
    "clock_that_may_not": clock_that_may_not,
}


def _is_sealed(entry: dict) -> bool:
    return entry["body"]["kind"] == "sealed"


def doubled(files: Files) -> bytes:
    """A ZIP with a second pledge.pdf behind the first: which one opens depends on the program."""
    true, out = repacked(files), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(true)) as read, zipfile.ZipFile(out, "w") as archive:
        for info in read.infolist():
            archive.writestr(info, read.read(info))
        archive._didModify = True
        archive.NameToInfo.pop(PDF)
        archive.writestr(PDF, plain_pdf("forged"))
    return out.getvalue()


def unlisted(files: Files) -> bytes:
    """A file that the list of digests does not know."""
    return package.write_zip({**files, "x/pledge.pdf": plain_pdf("forged")}, MADE)


def other_local_name(files: Files) -> bytes:
    """The name at the file itself is another than in the directory at the end."""
    true = repacked(files)
    place = true.index(b"PK\x03\x04", true.index(files[PDF]) + len(files[PDF])) + 30
    assert true[place:].startswith(b"evidence.json")
    return true[:place] + b"evidence.JSON" + true[place + 13 :]


def hidden_file(files: Files) -> bytes:
    """A whole file between those that the directory at the end names."""
    true = repacked(files)
    begins = struct.unpack("<I", true[-6:-2])[0]
    extra = b"PK\x03\x04" + b"\0" * 22 + struct.pack("<HH", 5, 0) + b"x.pdf" + b"forged"
    end = true[:-6] + struct.pack("<I", begins + len(extra)) + true[-2:]
    return end[:begins] + extra + end[begins:]


def second_directory(files: Files) -> bytes:
    """Two ends: some programs read the first, others the last."""
    return repacked(files | {PDF: plain_pdf("forged")}) + repacked(files)


ZIPS: dict[str, Callable[[Files], bytes]] = {
    "doubled": doubled,
    "unlisted": unlisted,
    "other_local_name": other_local_name,
    "hidden_file": hidden_file,
    "second_directory": second_directory,
}
