"""A kind of subject for tests: chores of members, due until they are done."""

from dataclasses import dataclass, field
from datetime import date, datetime

from reminders.engine.digest import Words
from reminders.engine.ladder import Asked
from reminders.subjects import Arrival, Remindable


@dataclass
class Chores:
    """`asked` is what there is; what stands in `done` is no longer due."""

    asked: list[Asked] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    noted: list[tuple[Arrival, datetime]] = field(default_factory=list)
    breaks: bool = False  # the chain cannot be written

    def add(self, name: str, member, opened: date, due: date) -> str:
        self.asked.append(Asked(f"chore:{name}", member.pk, opened, due))
        return f"chore:{name}"

    def still(self, at: datetime) -> list[Asked]:
        return [one for one in self.asked if one.subject not in self.done]

    def words(self, subjects) -> dict[str, Words]:
        due = [subject for subject in subjects if subject not in self.done]
        return {name: Words(f"办 {name}", f"请办 {name}。", f"办 {name}") for name in due}

    def note(self, arrivals, at: datetime) -> None:
        if self.breaks:
            raise RuntimeError
        self.noted += [(arrival, at) for arrival in arrivals]

    @property
    def kind(self) -> Remindable:
        return Remindable("chore", self.still, self.words, self.note)
