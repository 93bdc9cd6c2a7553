"""A sitting on paper: its items as a form prints them, and how far the sheets are."""

from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bank.engine.items import LETTERS, Asked, ItemContent, asked
from cms.lib.tones import StrPromise, Tone
from exams.engine.printed import PrintedItem
from exams.models.attempt import Attempt
from exams.models.paper import PaperItem
from exams.models.printed import PrintedForm, SheetEntry
from exams.models.sitting import Registration, Sitting
from staff.models.member import Member
from staff.models.user import User


def paper_rows(sitting: Sitting) -> list[PaperItem]:
    rows = PaperItem.objects.filter(paper=sitting.paper_id).select_related("section")
    return list(rows.order_by("position"))


def contents_of(sitting: Sitting) -> dict[int, ItemContent]:
    """The items of the sitting's paper by their numbers."""
    return {row.position: row.item_content for row in paper_rows(sitting)}


@dataclass(frozen=True)
class PrintedLine:
    """One item as it stands on the form, with its printed number."""

    number: int
    row: PaperItem
    item: PrintedItem

    @property
    def choices(self) -> list[tuple[str, str]]:
        texts = self.row.content["choices"]
        places = enumerate(self.item.choices)
        return [(LETTERS[printed], texts[place]) for printed, place in places]

    @property
    def asked(self) -> Asked:
        """The item with its choices in printed order."""
        return replace(asked(self.row.item_content), choices=tuple(self.choices))


def lines_of(form: PrintedForm) -> list[PrintedLine]:
    """The items of a form in printed order."""
    rows = {row.position: row for row in paper_rows(form.sitting)}
    return [
        PrintedLine(number, rows[item.position], item)
        for number, item in enumerate(form.items, start=1)
    ]


def entry_of_other(*, sitting: Sitting, member: Member, user: User) -> SheetEntry | None:
    """The last word of somebody else than `user` on this person's sheet."""
    rows = SheetEntry.objects.filter(form__sitting=sitting, member=member).exclude(by=user)
    return rows.select_related("by", "form").order_by("-pk").first()


class Sheet(StrEnum):
    """How far the sheet of one person is."""

    NONE = "none"
    ONCE = "once"  # keyed in by one person
    DIFFERS = "differs"  # by two, who read it differently
    COUNTED = "counted"
    ONLINE = "online"  # sat without paper


SHEET_WORDS = {
    Sheet.NONE: _("not keyed in"),
    Sheet.ONCE: _("keyed in once"),
    Sheet.DIFFERS: _("two people differ"),
    Sheet.COUNTED: _("sheet counts"),
    Sheet.ONLINE: _("sat online"),
}
SHEET_TONES = {
    Sheet.NONE: Tone.INFO,
    Sheet.ONCE: Tone.WAIT,
    Sheet.DIFFERS: Tone.BAD,
    Sheet.COUNTED: Tone.OK,
    Sheet.ONLINE: Tone.INFO,
}


@dataclass(frozen=True)
class SheetRow:
    registration: Registration
    sheet: Sheet
    letter: str
    by: tuple[str, ...]

    @property
    def wording(self) -> StrPromise:
        return SHEET_WORDS[self.sheet]

    @property
    def tone(self) -> Tone:
        return SHEET_TONES[self.sheet]

    @property
    def is_settled(self) -> bool:
        """Nobody keys anything in for this person any more."""
        return self.sheet in {Sheet.COUNTED, Sheet.ONLINE}

    @property
    def takes_any_form(self) -> bool:
        """Which form it was is not known, or two people do not agree on it."""
        return not self.letter or self.sheet == Sheet.DIFFERS


def sheet_rows(sitting: Sitting, *, words: str = "", sheet: str = "") -> list[SheetRow]:
    """Everybody registered, by unit and number, with how far the sheet is. Three queries."""
    rows = Registration.objects.filter(sitting=sitting).select_related("member__organisation")
    if words:
        rows = rows.filter(
            Q(member__name__icontains=words)
            | Q(member__staff_number__icontains=words)
            | Q(member__organisation__name__icontains=words)
        )
    rows = rows.order_by("member__organisation__path", "member__staff_number")
    attempts = dict(
        Attempt.objects.filter(sitting=sitting).order_by("number").values_list("member", "form")
    )
    entries: dict[int, dict[int, SheetEntry]] = {}
    for entry in _entries(sitting):
        entries.setdefault(entry.member_id, {})[entry.by_id] = entry
    sheets = [_sheet_row(row, attempts, entries.get(row.member_id, {})) for row in rows]
    return [row for row in sheets if sheet in {"", row.sheet}]


def _entries(sitting: Sitting) -> QuerySet[SheetEntry]:
    rows = SheetEntry.objects.filter(form__sitting=sitting)
    return rows.select_related("by", "form").order_by("pk")


def _sheet_row(
    row: Registration, attempts: dict[int, int | None], entries: dict[int, SheetEntry]
) -> SheetRow:
    last = list(entries.values())[-1:]
    letter = last[0].form.letter if last else ""
    by = tuple(str(entry.by) for entry in entries.values())
    if row.member_id in attempts:
        sheet = Sheet.COUNTED if attempts[row.member_id] else Sheet.ONLINE
    else:
        sheet = (Sheet.NONE, Sheet.ONCE, Sheet.DIFFERS)[min(len(entries), 2)]
    return SheetRow(row, sheet, letter, by)
