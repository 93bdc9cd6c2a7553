"""What a forger of packages does with ordinary tools, and never the key of the seal."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine

from cms.lib import chain
from evidence.adapters.pades import signature_of
from evidence.engine import merkle, package
from tests.evidence.pki import Holder, plain_pdf, seal

Files = dict[str, bytes]
PDF, CHAIN, ROOTS, EVIDENCE = "pledge.pdf", "chain.json", "roots.json", "evidence.json"
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROOTS_PEM, OTHERS_PEM = "certificates/roots.pem", "certificates/others.pem"
DER, PART = "signature/signature.der", "signature/signed-part.bin"
MADE = datetime(2026, 11, 24, tzinfo=UTC)


def repacked(files: Files) -> bytes:
    """A ZIP of these files, its list of digests made anew."""
    rest = {name: data for name, data in files.items() if name != package.SUMS}
    return package.write_zip(rest | {package.SUMS: package.sums(rest)}, MADE)


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


def without(files: Files, *starts: str) -> Files:
    return {name: data for name, data in files.items() if not name.startswith(starts)}


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
