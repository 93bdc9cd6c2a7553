"""A document out of a prepared base: only what is its own is written. No renderer is loaded."""

import hashlib
from xml.sax.saxutils import escape

from cms.lib.pdf.stamp import syntax
from cms.lib.pdf.stamp.base import Base
from cms.lib.pdf.stamp.glyphs import FontFile
from cms.lib.pdf.stamp.sheet import Facts, PdfAttachment, Sheet
from cms.lib.pdf.stamp.words import Typesetter

VERSION = 1
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<rdf:Description rdf:about="" pdfaid:part="3" pdfaid:conformance="U"/>
<rdf:Description rdf:about="" pdf:Producer="{maker}"/>
<rdf:Description rdf:about=""><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li>\
</rdf:Alt></dc:title></rdf:Description>
<rdf:Description rdf:about=""><dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq>\
</dc:creator></rdf:Description>
<rdf:Description rdf:about=""><xmp:CreateDate>{moment}</xmp:CreateDate>\
<xmp:ModifyDate>{moment}</xmp:ModifyDate></rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def maker(base: Base) -> str:
    """What makes the bytes, for the record: `stamp 1 on weasyprint 70.0`."""
    return f"stamp {VERSION} on {base.maker}"


class _Suffix:
    """The objects that follow the base, with their places in the file."""

    def __init__(self, base: Base) -> None:
        self.offsets = dict(base.offsets)
        self.parts: list[bytes] = []
        self.end = len(base.prefix)
        self.last = base.last

    def add(self, body: bytes, number: int = 0) -> str:
        """Write an object, under the next free number unless told; returns the reference."""
        if not number:
            self.last = number = self.last + 1
        self.offsets[number] = self.end
        written = syntax.numbered(number, body)
        self.parts.append(written)
        self.end += len(written)
        return f"{number} 0 R"


def stamp(base: Base, font: FontFile, sheet: Sheet) -> bytes:
    """The document, PDF/A-3u. Equal input gives equal bytes. Raises Unfit."""
    suffix, letters = _Suffix(base), Typesetter(base, font)
    pages = [letters.page(sheet, number) for number in range(base.pages)]
    for body in letters.own.objects(base.last + 1):
        suffix.add(body)
    for page in pages:
        suffix.add(syntax.stream(page))
    info = suffix.add(_info(base, sheet.facts))
    metadata = suffix.add(_metadata(base, sheet.facts))
    catalog = f"<< {base.catalog} /Metadata {metadata}{_attached(suffix, sheet)} >>"
    suffix.add(catalog.encode(), base.root)
    return base.prefix + b"".join(suffix.parts) + _end(base, suffix, info)


def _info(base: Base, facts: Facts) -> bytes:
    moment = syntax.date(facts.moment)
    return (
        f"<< /Producer ({maker(base)}) /Title {syntax.text(facts.title)}"
        f" /Author {syntax.text(facts.author)} /CreationDate {moment} /ModDate {moment} >>"
    ).encode()


def _metadata(base: Base, facts: Facts) -> bytes:
    told = XMP.format(
        maker=maker(base),
        title=escape(facts.title),
        author=escape(facts.author),
        moment=facts.moment.isoformat(timespec="seconds"),
    )
    return syntax.stream(told.encode(), "/Type /Metadata /Subtype /XML", packed=False)


def _attached(suffix: _Suffix, sheet: Sheet) -> str:
    """Entries of the catalog for the files inside, sorted by name as a name tree has to be."""
    files = sorted(sheet.attachments, key=lambda one: syntax.text(one.name))
    if not files:
        return ""
    places = [_embed(suffix, one, sheet.facts) for one in files]
    pairs = zip(files, places, strict=True)
    names = " ".join(f"{syntax.text(one.name)} {place}" for one, place in pairs)
    return f" /Names << /EmbeddedFiles << /Names [{names}] >> >> /AF [{' '.join(places)}]"


def _embed(suffix: _Suffix, attachment: PdfAttachment, facts: Facts) -> str:
    data, moment = attachment.data, syntax.date(facts.moment)
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    kind = "json" if attachment.name.endswith(".json") else "octet-stream"
    file = suffix.add(
        syntax.stream(
            data,
            f"/Type /EmbeddedFile /Subtype /application#2F{kind} /Params << /Size {len(data)}"
            f" /CheckSum <{digest}> /CreationDate {moment} /ModDate {moment} >>",
        )
    )
    name = syntax.text(attachment.name)
    return suffix.add(
        f"<< /Type /Filespec /F {name} /UF {name} /EF << /F {file} /UF {file} >>"
        f" /Desc {syntax.text(attachment.description)} /AFRelationship /Data >>".encode()
    )


def _end(base: Base, suffix: _Suffix, info: str) -> bytes:
    identity = hashlib.md5(base.key.encode(), usedforsecurity=False)
    for part in suffix.parts:
        identity.update(part)
    name = identity.hexdigest().upper()
    return (
        syntax.table(suffix.offsets)
        + (
            f"trailer\n<< /Size {len(suffix.offsets) + 1} /Root {base.root} 0 R /Info {info}"
            f" /ID [<{name}> <{name}>] >>\nstartxref\n{suffix.end}\n%%EOF\n"
        ).encode()
    )
