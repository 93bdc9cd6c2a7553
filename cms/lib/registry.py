"""A typed list that apps add to while they load: what a lower floor asks of those above it.

The lower floor declares the registry and its type; an app adds to it in a module that is found
when the apps are ready (`lent`, `demo.seeds`, `subjects`), so nobody imports upwards.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """`key` names an entry; a second entry of the same name raises ValueError: a name that is
    given twice would leave one of the two unheard."""

    def __init__(self, key: Callable[[T], str] | None = None) -> None:
        self._key = key
        self._entries: list[tuple[int, str, T]] = []

    def add(self, entry: T, *, order: int = 100) -> T:
        """Add `entry`; lower `order` comes first, equal ones in the order of adding."""
        name = self._name(entry)
        if any(name == known for _order, known, _entry in self._entries):
            raise ValueError(f"added twice: {name}")
        self._entries.append((order, name, entry))
        self._entries.sort(key=lambda row: row[0])
        return entry

    def at(self, order: int) -> Callable[[T], T]:
        """The decorator that adds a function at a place of its own."""
        return lambda entry: self.add(entry, order=order)

    @contextmanager
    def lent(self, entry: T) -> Iterator[T]:
        """`entry` for as long as the block runs: for tests."""
        self.add(entry)
        try:
            yield entry
        finally:
            self._entries = [row for row in self._entries if row[2] is not entry]

    def get(self, name: str) -> T | None:
        """The entry of this name; None for a name nobody gave."""
        return next((entry for _order, known, entry in self._entries if known == name), None)

    def __iter__(self) -> Iterator[T]:
        return iter([entry for _order, _name, entry in self._entries])

    def __len__(self) -> int:
        return len(self._entries)

    def _name(self, entry: T) -> str:
        if self._key is not None:
            return self._key(entry)
        return f"{entry.__module__}.{entry.__qualname__}"  # type: ignore[attr-defined]
