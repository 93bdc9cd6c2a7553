"""Name what was changed in a PDF after it was signed: two readings of the file are compared."""

import hashlib
import re
from collections import Counter
from io import BytesIO

import pikepdf

from evidence.engine.findings import Flaw

EVIDENCE = "evidence.json"
WIDGET = "/Widget"


def attached(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    """Every attached file by its name."""
    return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}


def evidence_in(data: bytes) -> bytes | None:
    """The attachment evidence.json. Raises pikepdf.PdfError, RuntimeError on a damaged file."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return attached(pdf).get(EVIDENCE)


def is_locked(data: bytes) -> bool:
    """Whether a password, perhaps an empty one, protects it. Raises pikepdf.PdfError."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return pdf.is_encrypted
    except pikepdf.PasswordError:
        return True


def more_than_proofs(before: bytes, after: bytes) -> tuple[Flaw, ...]:
    """What revisions that show the same pages bring besides proofs: other particulars, or none.

    A reader of signatures lets both pass, since a writer of proofs renews dates in the metadata.
    """
    with pikepdf.open(BytesIO(before)) as old, pikepdf.open(BytesIO(after)) as new:
        if _particulars(old) != _particulars(new):
            return (Flaw.METADATA_CHANGED,)
        stamps = [one for one in _signatures(new) if one.get("/Type") == "/DocTimeStamp"]
        return () if stamps or "/DSS" in new.Root else (Flaw.CHANGED_LATER,)


RENEWED = ("ModDate", "Producer", "ModifyDate", "MetadataDate")
TAGS = rb"(?:xmp:ModifyDate|xmp:MetadataDate|pdf:Producer)"
LINES = re.compile(rb"<(" + TAGS + rb")>[^<]*</\1>|\s(?:" + TAGS + rb"|x:xmptk)=\"[^\"]*\"")


def _particulars(pdf: pikepdf.Pdf) -> tuple[dict[str, str], bytes]:
    """The metadata without what every writer of a revision sets anew."""
    told = {key: str(value) for key, value in pdf.docinfo.items() if key[1:] not in RENEWED}
    stream = pdf.Root.get("/Metadata")
    return told, LINES.sub(b"", stream.read_bytes()) if stream is not None else b""


def _signatures(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    fields = pdf.Root.get("/AcroForm", {}).get("/Fields", [])
    return [field["/V"] for field in fields if field.get("/FT") == "/Sig" and "/V" in field]


def changes(before: bytes, after: bytes) -> tuple[Flaw, ...]:
    """What `after` shows otherwise than `before`, the part of it that was signed."""
    with pikepdf.open(BytesIO(before)) as old, pikepdf.open(BytesIO(after)) as new:
        found = [
            *_pages(old, new),
            *([Flaw.ATTACHMENT_CHANGED] if attached(old) != attached(new) else []),
        ]
    return tuple(dict.fromkeys(found)) or (Flaw.CHANGED_LATER,)


def _pages(old: pikepdf.Pdf, new: pikepdf.Pdf):
    if len(new.pages) != len(old.pages):
        yield Flaw.PAGE_ADDED if len(new.pages) > len(old.pages) else Flaw.PAGE_REMOVED
    marks, news = ([_drawn(page) for page in pdf.pages] for pdf in (old, new))
    if Counter(marks) - Counter(news):
        yield Flaw.PAGE_CHANGED
    if _annotations(old) != _annotations(new):
        yield Flaw.ANNOTATION_ADDED
    if _values(old) != _values(new):
        yield Flaw.FORM_FILLED


def _drawn(page: pikepdf.Page) -> str:
    """A digest of what the page draws: its content streams and what they call."""
    streams = page.obj.get("/Contents", [])
    parts = streams if isinstance(streams, pikepdf.Array) else [streams]
    drawn = hashlib.sha256(b"\n".join(part.read_bytes() for part in parts))
    for name in ("/Resources", "/MediaBox", "/Rotate"):
        drawn.update(repr(page.obj.get(name)).encode())
    return drawn.hexdigest()


def _annotations(pdf: pikepdf.Pdf) -> Counter[bytes]:
    notes = (note for page in pdf.pages for note in page.obj.get("/Annots", []))
    return Counter(note.unparse() for note in notes if note.get("/Subtype") != WIDGET)


def _values(pdf: pikepdf.Pdf) -> list[tuple[str, str]]:
    """Each form field besides signatures with its value."""
    form = pdf.Root.get("/AcroForm", {})
    return [
        (str(field.get("/T", "")), str(field.get("/V", "")))
        for field in form.get("/Fields", [])
        if field.get("/FT") != "/Sig"
    ]
