"""Bind many PDF files into one with an outline, page by page, straight to the disk.

One source file is in memory at a time. Objects that are equal byte for byte (fonts, colour
profiles, template graphics) are written once, however many files carry them. The result is a
reading copy: digital signatures, form fields and links of the sources stay behind.
"""

from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

import pikepdf

from cms.lib.pdf.objects import Objects, Seen, name, text

CATALOGUE, INFO, PAGES, OUTLINE, FREE = 1, 2, 3, 4, 5
STAMP = "/ReadingCopy"
BRANCH = 64  # pages below one node of the page tree: a viewer finds page 2,000 at once
BOXES = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")


@dataclass
class Entry:
    """A line of the outline; `page` is the object number of the page it leads to."""

    title: str
    page: int = 0
    below: "list[Entry]" = field(default_factory=list)

    def child(self, title: str) -> "Entry":
        """The last entry below when it has this title, else a new one."""
        if not self.below or self.below[-1].title != title:
            self.below.append(Entry(title))
        return self.below[-1]


class Binder:
    """`add` files, then `finish`. `stamp`: a one-page PDF that is laid over every page."""

    def __init__(self, target: BinaryIO, *, title: str, stamp: bytes) -> None:
        self._objects = Objects(target, FREE)
        self._title = title
        self._pages: list[int] = []
        self._branches: list[int] = []
        self._outline = Entry(title)
        with pikepdf.open(BytesIO(stamp)) as pdf:
            self._stamp = self._objects.copied(pdf.pages[0].as_form_xobject(), {})
        self._before = self._objects.stream(b"q")
        self._after = self._objects.stream(b"Q q %s Do Q" % name(STAMP))

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def add(self, source: BinaryIO, *titles: str) -> None:
        """Append every page of `source`, found in the outline under `titles`, outermost first.

        Raises pikepdf.PdfError for a file that is no PDF; then nothing was appended.
        """
        with pikepdf.open(source) as pdf:
            seen: Seen = {}
            first, *_others = [self._add_page(page, seen) for page in pdf.pages]
        entry = self._outline
        for title in titles:
            entry = entry.child(title)
            entry.page = entry.page or first

    def finish(self) -> None:
        """Write the page tree, the outline, the catalogue and the table of objects."""
        self._write_tree()
        self._write_entry(OUTLINE, self._outline, b"")
        self._objects.write(
            CATALOGUE,
            b"<</Type/Catalog/Pages %d 0 R/Outlines %d 0 R/PageMode/UseOutlines/Lang(zh-CN)"
            b"/ViewerPreferences<</DisplayDocTitle true>>>>" % (PAGES, OUTLINE),
        )
        self._objects.write(INFO, b"<</Title %s>>" % text(self._title))
        self._objects.end(CATALOGUE, INFO)

    def _add_page(self, page: pikepdf.Page, seen: Seen) -> int:
        if len(self._pages) % BRANCH == 0:
            self._branches.append(self._objects.number())
        boxes = [(key, _inherited(page.obj, key)) for key in BOXES]
        present = [(key, value) for key, value in boxes if value is not None]
        drawn = [self._before, *self._contents(page, seen), self._after]
        number = self._objects.number()
        self._objects.write(
            number,
            b"<</Type/Page/Parent %d 0 R%s/Resources<<%s>>/Contents[%s]>>"
            % (
                self._branches[-1],
                self._objects.pairs(present, seen),
                self._resources(page, seen),
                b" ".join(b"%d 0 R" % stream for stream in drawn),
            ),
        )
        self._pages.append(number)
        return number

    def _contents(self, page: pikepdf.Page, seen: Seen) -> list[int]:
        found = page.obj.get("/Contents", pikepdf.Array())
        streams = found if isinstance(found, pikepdf.Array) else [found]
        return [self._objects.copied(stream, seen) for stream in streams]

    def _resources(self, page: pikepdf.Page, seen: Seen) -> bytes:
        """The page's own, with the stamp among its graphics."""
        own = dict(page.resources.items())
        graphics = self._objects.pairs(own.pop("/XObject", pikepdf.Dictionary()).items(), seen)
        stamp = b"%s %d 0 R" % (name(STAMP), self._stamp)
        return self._objects.pairs(own.items(), seen) + b"/XObject<<%s%s>>" % (graphics, stamp)

    def _write_tree(self) -> None:
        for place, branch in enumerate(self._branches):
            pages = self._pages[place * BRANCH : (place + 1) * BRANCH]
            kids = b" ".join(b"%d 0 R" % page for page in pages)
            body = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>"
            self._objects.write(branch, body % (PAGES, len(pages), kids))
        kids = b" ".join(b"%d 0 R" % branch for branch in self._branches)
        count = len(self._pages)
        self._objects.write(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids))

    def _write_entry(self, number: int, entry: Entry, links: bytes) -> None:
        """An outline entry and all below it; closed, but for the top one."""
        numbers = [self._objects.number() for _ in entry.below]
        for place, child in enumerate(entry.below):
            around = b"/Parent %d 0 R" % number
            if place:
                around += b"/Prev %d 0 R" % numbers[place - 1]
            if place + 1 < len(numbers):
                around += b"/Next %d 0 R" % numbers[place + 1]
            self._write_entry(numbers[place], child, around)
        body = links
        if links:
            body += b"/Title %s/Dest[%d 0 R/Fit]" % (text(entry.title), entry.page)
        if numbers:
            count = len(numbers) if number == OUTLINE else -len(numbers)
            body += b"/First %d 0 R/Last %d 0 R/Count %d" % (numbers[0], numbers[-1], count)
        self._objects.write(number, b"<<%s>>" % body)


def _inherited(page: pikepdf.Object, key: str):
    """A value of the page or of the nodes above it."""
    node: pikepdf.Object | None = page
    while node is not None:
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None
