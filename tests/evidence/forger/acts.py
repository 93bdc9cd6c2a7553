"""Single forgeries: each takes the files of a true package and gives those of a forged one."""

import io
import json

import pikepdf
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from cms.lib import chain
from evidence.engine import merkle, package
from tests.evidence import tamper_pdf
from tests.evidence.forger.hands import (
    AT,
    CHAIN,
    DER,
    EVIDENCE,
    OTHERS_PEM,
    PART,
    PDF,
    ROOTS,
    ROOTS_PEM,
    Files,
    changed,
    entries_of,
    only_chain_names,
    sealed_by,
    told,
    with_entries,
    with_pdf,
    without,
)
from tests.evidence.pki import Authority, Clock, Holder, pki, plain_pdf, seal


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


def page_as_proofs(files: Files) -> Files:
    """The catalogue calls the page its proofs, and the page is drawn anew."""
    writer = IncrementalPdfFileWriter(io.BytesIO(files[PDF]))
    stream = generic.StreamObject(stream_data=b"q 1 1 1 rg 0 0 300 300 re f Q")
    writer.add_stream_to_page(0, writer.add_object(stream))
    writer.root["/DSS"] = writer.root["/Pages"].raw_get("/Kids")[0]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return only_chain_names(files, out.getvalue())


def retitled(files: Files) -> Files:
    """Another title and author behind the seal, in the guise of proofs."""
    writer = IncrementalPdfFileWriter(io.BytesIO(files[PDF]))
    named = {"/Title": "别的承诺", "/Author": "别人"}
    info = {generic.pdf_name(key): generic.pdf_string(text) for key, text in named.items()}
    writer.set_info(writer.add_object(generic.DictionaryObject(info)))
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
