"""Forged packages, as somebody makes them who has a true one, and never the key of the seal.

`FORGERIES`: by name, what is made of the files of a true package. Those of `DATABASE` also hold the
database: they make the chain and the daily roots anew, with the very functions that the house uses.
"""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pikepdf
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from cms.lib import chain
from evidence.adapters.pades import signature_of
from evidence.engine import merkle, package
from tests.evidence import tamper_pdf
from tests.evidence.pki import Authority, Clock, Holder, pki, plain_pdf, seal

Files = dict[str, bytes]
PDF, CHAIN, ROOTS, EVIDENCE = "pledge.pdf", "chain.json", "roots.json", "evidence.json"
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROOTS_PEM, OTHERS_PEM = "certificates/roots.pem", "certificates/others.pem"
DER, PART = "signature/signature.der", "signature/signed-part.bin"


def repacked(files: Files) -> bytes:
    """A ZIP of these files, its list of digests made anew."""
    rest = {name: data for name, data in files.items() if name != package.SUMS}
    return package.write_zip(rest | {package.SUMS: package.sums(rest)}, datetime(2026, 11, 24))


def entries_of(files: Files) -> list[dict]:
    return json.loads(files[CHAIN])["entries"]


def with_entries(files: Files, entries: list[dict], roots=None, paths=None) -> Files:
    """The same package with another chain; every digest, and its roots, made anew."""
    kept, previous = json.loads(files[ROOTS]), chain.GENESIS
    made = []
    for seq, entry in enumerate(entries, 1):
        body = entry["body"] | {"seq": seq}
        digest = chain.link(previous, body)
        made.append({"body": body, "previous": previous, "digest": digest})
        previous = digest
    if roots is None:
        roots, paths = rooted(made)
    parts = package.Parts(
        subject=json.loads(files[CHAIN])["subject"],
        pdf=b"",
        evidence=None,
        entries=made,
        roots=kept["roots"] if roots == "kept" else roots,
        paths=kept["paths"] if paths == "kept" else paths or [],
        document=json.loads(files[CHAIN])["document"],
    )
    fresh = package.files(parts)
    return files | {CHAIN: fresh[CHAIN], ROOTS: fresh[ROOTS]}


def local_day(entry: dict) -> str:
    at = datetime.fromisoformat(entry["body"]["at"])
    return (at + timedelta(hours=8)).date().isoformat()


def rooted(entries: list[dict]) -> tuple[list[dict], list[dict]]:
    """(roots, paths) over just these entries, day by day."""
    days: dict[str, list[dict]] = {}
    for entry in entries:
        days.setdefault(local_day(entry), []).append(entry)
    roots, paths, previous = [], [], chain.GENESIS
    for day, rows in sorted(days.items()):
        digests = [row["digest"] for row in rows]
        body = {"day": day, "entries": len(rows), "root": merkle.root(digests)}
        digest = chain.link(previous, body)
        roots.append(body | {"previous": previous, "digest": digest})
        previous = digest
        for place, row in enumerate(rows):
            steps = merkle.path(digests, place)
            told = [{"digest": step.digest, "left": step.is_left} for step in steps]
            paths.append({"seq": row["body"]["seq"], "day": day, "steps": told})
    return roots, paths


def changed(files: Files, kind: str, act: Callable[[dict], None], **how) -> Files:
    """The chain with one entry changed."""
    entries = entries_of(files)
    for entry in entries:
        if entry["body"]["kind"] == kind:
            act(entry["body"])
    return with_entries(files, entries, **how)


def told(**data) -> Callable[[dict], None]:
    return lambda body: body["data"].update(data)


def with_pdf(files: Files, pdf: bytes, **more) -> Files:
    """Another PDF, with its seal cut out anew, and a chain that names it."""
    signature = package.signature_of(pdf)
    made = files | {PDF: pdf}
    if signature:
        made |= {DER: signature.der, PART: signature.content}
    data = {"sha256": chain.digest(pdf), "size": len(pdf), **more}
    return changed(made, "sealed", told(**data))


def with_value(files: Files, value: bytes, certificate: bytes) -> Files:
    """Another CMS in the place of the seal's value; its certificate is named in the chain."""
    pdf, signature = files[PDF], package.signature_of(files[PDF])
    room = signature.second - signature.first - 2
    gap = b"<" + value.hex().encode().ljust(room, b"0") + b">"
    made = without(files, "timestamps/")
    pdf = pdf[: signature.first] + gap + pdf[signature.second :]
    return with_pdf(made, pdf, certificate=chain.digest(certificate), level="B-B")


def sealed_anew(files: Files, **data) -> Files:
    """By who holds the key of the seal and the database: another signature entry, everything that
    follows from it, and the seal made anew over it.
    """
    made = changed(files, "signed", told(**data))
    evidence = json.loads(files[EVIDENCE])
    entry = next(one for one in entries_of(made) if one["body"]["kind"] == "signed")
    evidence["chain"] |= {
        "head": entry["digest"],
        "previous": entry["previous"],
        "entry": chain.canonical(entry["body"]).decode(),
    }
    inside = json.dumps(evidence, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    with time_machine.travel(AT, tick=False):
        pdf = seal(plain_pdf("anew", evidence=inside), stamped_at=AT)
    made = with_pdf(made | {EVIDENCE: inside}, pdf, evidence=chain.digest(inside))
    token = signature_of(pdf)[1]
    value = package.signature_value(made[DER])
    return made | {"timestamps/1.der": token, "timestamps/1.data": value}


def only_chain_names(files: Files, pdf: bytes) -> Files:
    """Another PDF and a chain that names it; the seal's files stay those of the true one."""
    made = files | {PDF: pdf}
    return changed(made, "sealed", told(sha256=chain.digest(pdf), size=len(pdf)))


def sealed_by(files: Files, holder: Holder, *more: Holder, roots: bytes | None = None) -> Files:
    """The words of the true file under a seal by somebody else, and a chain that names them."""
    evidence = files[EVIDENCE]
    with time_machine.travel(AT, tick=False):
        pdf = seal(plain_pdf("forged", evidence=evidence), holder, certs=more)
    made = files | ({ROOTS_PEM: roots} if roots else {})
    made = {name: data for name, data in made.items() if not name.startswith("timestamps/")}
    ders = [holder.der, *(one.der for one in more)]
    made[OTHERS_PEM] = files[OTHERS_PEM] + package.pem("CERTIFICATE", ders)
    fingerprint = chain.digest(holder.der)
    return with_pdf(made, pdf, certificate=fingerprint, level="B-B")


def false_house() -> tuple[Authority, Holder]:
    """An authority and a seal that bear our names."""
    false = Authority("讲堂测试根证书")
    return false, false.issue("讲堂系统数字签名")


def wholly_false(files: Files) -> Files:
    false, holder = false_house()
    return sealed_by(files, holder, roots=package.pem("CERTIFICATE", [false.root.der]))


def under_a_leaf(files: Files) -> Files:
    """Issued by a certificate of our authority that is no authority itself."""
    leaf = pki().authority.issue("普通证书")
    branch = Authority("普通证书")
    branch.root = leaf
    return sealed_by(files, branch.issue("讲堂系统数字签名"), leaf)


def stamped_by(files: Files, one: Authority, holder: Holder, *, known: bool) -> Files:
    """A token of a self-made time authority beside the file, and a chain that names it."""
    token = Clock(one, holder).token(bytes.fromhex(chain.digest(files[PDF])), AT)
    made = files | {"timestamps/2.der": token, "timestamps/2.data": files[PDF]}
    if not known:
        made[ROOTS_PEM] = files[ROOTS_PEM] + package.pem("CERTIFICATE", [one.root.der])
    made[OTHERS_PEM] = files[OTHERS_PEM] + package.pem("CERTIFICATE", [holder.der])
    data = {"sha256": chain.digest(files[PDF]), "token": chain.digest(token), "number": 2}
    last = entries_of(files)[-1]["body"]
    entry = {"body": last | {"kind": "stamped", "data": data}}
    return with_entries(made, [*entries_of(files), entry])


def self_made_clock(files: Files) -> Files:
    false = Authority("外部时间戳根证书")
    key = rsa.generate_private_key(65537, 2048)
    return stamped_by(files, false, false.issue("外部时间戳", key=key, stamps=True), known=False)


def clock_that_may_not(files: Files) -> Files:
    key = rsa.generate_private_key(65537, 2048)
    return stamped_by(files, pki().authority, pki().authority.issue("时钟", key=key), known=True)


def without(files: Files, *starts: str) -> Files:
    return {name: data for name, data in files.items() if not name.startswith(starts)}


def padded(files: Files) -> Files:
    """Something written into the room behind the value of the seal."""
    pdf = files[PDF]
    end = package.signature_of(pdf).second
    return only_chain_names(files, pdf[: end - 5] + b"beef>" + pdf[end:])


def unsealed(files: Files, *, told_so: bool) -> Files:
    pdf = plain_pdf("forged", evidence=files[EVIDENCE])
    made = with_pdf(files, pdf)
    if told_so:
        made = changed(made, "sealed", lambda body: body["data"].pop("certificate"))
    return without(made, "signature/", "timestamps/") if told_so else made


def other_attachment(files: Files) -> Files:
    """evidence.json beside the PDF is another than the one inside it."""
    data = json.loads(files[EVIDENCE])
    data["signer"]["name"] = "别人"
    forged = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    made = files | {EVIDENCE: forged}
    return changed(made, "sealed", told(evidence=chain.digest(forged)))


def attachment_inside(files: Files) -> Files:
    """The evidence exchanged behind the seal, in the PDF and beside it."""
    made = other_attachment(files)
    pdf = tamper_pdf.replace_evidence(files[PDF], made[EVIDENCE])
    return only_chain_names(made, pdf)


def invented_root(files: Files) -> Files:
    kept = json.loads(files[ROOTS])
    last = kept["roots"][-1]
    body = {"day": "2026-12-24", "entries": 1, "root": "ab" * 32}
    digest = chain.link(last["digest"], body)
    roots = [*kept["roots"], body | {"previous": last["digest"], "digest": digest}]
    return with_entries(files, entries_of(files), roots=roots, paths=kept["paths"])


def signed_taken_out(files: Files) -> Files:
    entries = [one for one in entries_of(files) if one["body"]["kind"] != "signed"]
    return with_entries(files, entries)


def backdated(body: dict) -> None:
    body["at"] = body["at"].replace("2026-11-23", "2026-11-02")


def paths_dropped(files: Files) -> Files:
    return changed(files, "signed", told(method="passkey"), roots="kept", paths=[])


def one_path_dropped(files: Files) -> Files:
    kept = json.loads(files[ROOTS])
    return with_entries(files, entries_of(files), roots="kept", paths=kept["paths"][1:])


def root_of_another_day(files: Files) -> Files:
    """The day of the signature has no root; its entries are led to that of a later one."""
    kept, entries = json.loads(files[ROOTS]), entries_of(files)
    digests = [one["digest"] for one in entries]
    body = {"day": "2026-11-24", "entries": len(digests), "root": merkle.root(digests)}
    root = body | {"previous": chain.GENESIS, "digest": chain.link(chain.GENESIS, body)}
    paths = [way | {"day": "2026-11-24"} for way in kept["paths"]]
    for place, way in enumerate(paths):
        steps = merkle.path(digests, place)
        way["steps"] = [{"digest": step.digest, "left": step.is_left} for step in steps]
    return with_entries(files, entries, roots=[root], paths=paths)


def of_another(files: Files) -> Files:
    """The chain says somebody else's code; the sealed file is the true one."""
    made = json.loads(files[CHAIN])
    code = "0000-0000-0000-0000"
    for entry in made["entries"]:
        entry["body"]["subject"] = f"envelope:{code}"
    made["subject"] = f"envelope:{code}"
    return with_entries(files | {CHAIN: json.dumps(made).encode()}, made["entries"])


def twice_in_json(files: Files) -> Files:
    """chain.json holds a second list of entries, which some readers take and others pass over."""
    text = files[CHAIN].decode()
    decoy = text.replace('"entries":[', '"entries":[],"entries":[', 1)
    return files | {CHAIN: decoy.encode()}


def proofs_and_a_box(files: Files) -> Files:
    """A white box in the guise of proofs for the long term: a new catalogue with a DSS as well."""
    writer = IncrementalPdfFileWriter(io.BytesIO(files[PDF]))
    stream = generic.StreamObject(stream_data=b"q 1 1 1 rg 0 0 300 300 re f Q")
    writer.add_stream_to_page(0, writer.add_object(stream))
    writer.root["/DSS"] = writer.add_object(generic.DictionaryObject())
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return only_chain_names(files, out.getvalue())


def another_seal(files: Files) -> Files:
    """A second honest seal of ours, of another file: its value and signed part."""
    other = seal(plain_pdf("another", evidence=files[EVIDENCE]))
    signature = package.signature_of(other)
    return files | {DER: signature.der, PART: signature.content}


def saved_anew(files: Files) -> Files:
    return only_chain_names(files, tamper_pdf.save_anew(files[PDF]))


def merged_page(files: Files) -> Files:
    """A page more, saved by a library: the byte range fits no more."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(files[PDF])) as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return only_chain_names(files, out.getvalue())


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
    "chain_edited": lambda files: files
    | {CHAIN: files[CHAIN].replace(b'"password"', b'"passkey"', 1)},
    "chain_twice": twice_in_json,
    "paths_dropped": paths_dropped,
    "one_path_dropped": one_path_dropped,
    "invented_root": invented_root,
    "other_evidence": lambda files: files
    | {EVIDENCE: files[EVIDENCE].replace(b"password", b"passkey!")},
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
    "expired_certificate": lambda files: sealed_by(files, pki().authority.issue("旧证书", years=0.5)),
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
    return package.write_zip({**files, "x/pledge.pdf": plain_pdf("forged")}, datetime(2026, 11, 24))


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
