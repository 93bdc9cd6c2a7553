"""Write PDF objects straight to a file, each distinct one once: the ground of the binder."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any

import pikepdf

# Ways back up to what is left behind: pages are put into a tree of their own.
UPWARDS = frozenset({"/Parent", "/StructParent", "/StructParents"})
Seen = dict[tuple[int, int], int]


class Objects:
    """A PDF file in the making. Numbers below `first` are the caller's to fill."""

    def __init__(self, target: IO[bytes], first: int) -> None:
        self._target = target
        self._place = 0
        self._next = first
        self._offsets: dict[int, int] = {}
        self._known: dict[bytes, int] = {}
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def number(self) -> int:
        """A number for an object that is written later."""
        self._next += 1
        return self._next - 1

    def write(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._place
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def once(self, body: bytes) -> int:
        """The number of an object with this body: the earlier one when there is one."""
        key = hashlib.sha256(body).digest()
        number = self._known.get(key)
        if number is None:
            number = self._known[key] = self.number()
            self.write(number, body)
        return number

    def stream(self, raw: bytes, head: bytes = b"") -> int:
        body = b"<<%s/Length %d>>\nstream\n%s\nendstream"
        return self.once(body % (head, len(raw), raw))

    def end(self, root: int, info: int) -> None:
        """The cross-reference table and what leads to it."""
        start = self._place
        lines = [b"xref\n0 %d\n0000000000 65535 f \n" % self._next]
        lines += [b"%010d 00000 n \n" % self._offsets[number] for number in range(1, self._next)]
        lines.append(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\n" % (self._next, root, info))
        self._put(b"".join([*lines, b"startxref\n%d\n%%%%EOF\n" % start]))

    def copied(self, value: pikepdf.Object, seen: Seen) -> int:
        """The number of `value` of another file, copied with all that it leads to.

        `seen` remembers what of the other file is here already.
        """
        key = value.objgen
        if key != (0, 0) and key in seen:
            return seen[key]
        if isinstance(value, pikepdf.Stream):
            items = [(k, v) for k, v in value.stream_dict.items() if k != "/Length"]
            number = self.stream(value.read_raw_bytes(), self.pairs(items, seen))
        else:
            number = self.once(self._whole(value, seen))
        seen[key] = number
        return number

    def inline(self, value: Any, seen: Seen) -> bytes:
        """`value` as it stands inside another object."""
        if not isinstance(value, pikepdf.Object):
            return _plain(value)
        if isinstance(value, pikepdf.Stream) or value.is_indirect:
            return b"%d 0 R" % self.copied(value, seen)
        return self._whole(value, seen)

    def pairs(self, items: Iterable[tuple[str, Any]], seen: Seen) -> bytes:
        """What stands between the brackets of a dictionary, in the order of the keys."""
        return b"".join(
            b"%s %s" % (name(key), self.inline(value, seen))
            for key, value in sorted(items, key=lambda item: item[0])
            if key not in UPWARDS
        )

    def _whole(self, value: pikepdf.Object, seen: Seen) -> bytes:
        if isinstance(value, pikepdf.Dictionary):
            return b"<<%s>>" % self.pairs(value.items(), seen)
        if isinstance(value, pikepdf.Array):
            return b"[%s]" % b" ".join(self.inline(item, seen) for item in value)
        return value.unparse()

    def _put(self, data: bytes) -> None:
        self._target.write(data)
        self._place += len(data)


def name(key: str) -> bytes:
    """`/A b` → `/A#20b`."""
    return pikepdf.Name(key).unparse()


def text(words: str) -> bytes:
    """A text string of any script."""
    return b"<feff%s>" % words.encode("utf-16-be").hex().encode()


def _plain(value: bool | int | Decimal | None) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return str(value).encode() if isinstance(value, int) else format(value, "f").encode()
