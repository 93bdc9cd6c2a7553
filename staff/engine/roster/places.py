"""Which organisation a roster row means, by the many ways people write a place."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from staff.engine.identity import narrow
from staff.engine.roster.cells import BadCell

PEOPLES = "(?:(?:彝|傣|哈尼|苗|回|蒙古|拉祜|白)族)"
OFFICE = re.compile(r"(?:人民政府|办事处|民政局|民政和?社会?保障?局|民政办(?:公室)?|社会救助站)$")
STEM = re.compile(rf"(?:{PEOPLES}*(?:自治县|乡)|街道办|街道|镇|县|市|区)$")


@dataclass(frozen=True)
class Place:
    """One organisation. `kind` is city, county or township; `names` has every other writing."""

    key: int
    code: str
    kind: str
    parent: int | None
    names: tuple[str, ...]


def plain(text: str) -> str:
    """玉溪市 峨山县 → without blanks; 办事处 and the like stay."""
    return narrow(text)


def stem(text: str) -> str:
    """峨山彝族自治县, 峨山县民政局 and 峨山 → 峨山; 双江街道办事处 → 双江."""
    bare = OFFICE.sub("", plain(text))
    short = STEM.sub("", bare)
    return short if len(short) >= 2 else bare


class Places:
    """All organisations, ready to be asked. Built once per file; every answer is O(1)."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_key = {place.key: place for place in places}
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._stems: dict[str, set[int]] = defaultdict(set)
        for place in self.by_key.values():
            for name in (place.code, *place.names):
                self._exact[plain(name)].add(place.key)
                self._stems[stem(name)].add(place.key)
        self._answers: dict[tuple[str, str, str], int | BadCell] = {}

    def find(self, county: str, township: str, unit: str) -> int:
        """The organisation's key. Raises BadCell: `county_unknown`, `township_unknown`
        (`near` names the closest), `place_ambiguous`, `place_empty`.
        """
        asked = (county, township, unit)
        if asked not in self._answers:
            try:
                self._answers[asked] = self._find(*asked)
            except BadCell as fault:
                self._answers[asked] = fault
        answer = self._answers[asked]
        if isinstance(answer, BadCell):
            raise BadCell(answer.code, **answer.params)
        return answer

    def _find(self, county: str, township: str, unit: str) -> int:
        within = self._county(county) if county else None
        if township:
            return self._township(township, within)
        if unit:
            found = self._unit(unit, within)
            if found is not None:
                return found
        if within is None:
            raise BadCell("place_unknown" if unit else "place_empty", text=unit)
        return within

    def _named(self, text: str, kinds: set[str], within: int | None = None) -> set[int]:
        """Places of these kinds by exact writing, else by stem."""
        for index, form in ((self._exact, plain(text)), (self._stems, stem(text))):
            kept = {key for key in index.get(form, ()) if self.by_key[key].kind in kinds}
            found = self._within(kept, within)
            if found:
                return found
        return set()

    def _within(self, keys: set[int], within: int | None) -> set[int]:
        """Of `keys` those that are the place `within` or lie under it."""
        if within is None:
            return keys
        return {key for key in keys if within in {key, self.by_key[key].parent}}

    def _county(self, text: str) -> int:
        found = self._named(text, {"county", "city"}) or self._split(text, {"county"})
        if len(found) != 1:
            raise BadCell("county_unknown", text=text, near=self._near(text, "county", None))
        return found.pop()

    def _township(self, text: str, within: int | None) -> int:
        if within is not None and within in self._named(text, {"county", "city"}):
            return within  # 峨山县 in both columns: the county bureau itself
        found = self._named(text, {"township"}, within) or self._within(
            self._split(text, {"township"}), within
        )
        if len(found) > 1:
            raise BadCell("place_ambiguous", text=text)
        if not found:
            near = self._near(text, "township", within)
            raise BadCell("township_unknown", text=text, near=near)
        return found.pop()

    def _unit(self, text: str, within: int | None) -> int | None:
        found = self._named(text, {"city", "county", "township"}, None)
        found = self._within(found or self._split(text, {"county", "township"}), within)
        if len(found) > 1:
            raise BadCell("place_ambiguous", text=text)
        return next(iter(found), None)

    def _split(self, text: str, kinds: set[str]) -> set[int]:
        """峨山县双江街道 in one cell: the rest after each county or city name, looked up there."""
        whole = plain(text)
        for length in range(1, len(whole)):
            tops = self._named(whole[:length], {"county", "city"})
            if len(tops) == 1:
                rest = whole[length:]
                found = self._named(rest, kinds, next(iter(tops)))
                found = found or self._split(rest, kinds)
                if found:
                    return found
        return set()

    def _near(self, text: str, kind: str, within: int | None) -> str:
        names = [
            place.names[0]
            for place in self.by_key.values()
            if place.kind == kind and (within is None or place.parent == within)
        ]
        return "、".join(difflib.get_close_matches(plain(text), names, n=2, cutoff=0.4))
