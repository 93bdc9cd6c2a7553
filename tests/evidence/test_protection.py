"""What docs/protection.md says of each column is all there is, and true.

Every protected column is changed past the triggers, and the next walk has to name the row.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from evidence.flows import checking
from evidence.flows.rows import sweep_rows
from evidence.queries.chains import broken_chains
from evidence.queries.roots import copy_faults, gap_faults, remembered_faults, root_faults
from evidence.queries.rows import row_faults
from evidence.queries.trust import trust_faults, trust_store
from evidence.subjects import KEPT
from tests.evidence.lived import LIVES
from tests.evidence.tamper import unguarded

HEAD = re.compile(r"^## `([a-z_]+)`$")
ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (.+?) \| (.*?)\|$")
WHOLE = ("evidence", "rounds", "custody", "kinship")  # every table of these
OTHERS = {
    "exams": (
        "attempt",
        "answerevent",
        "attemptevent",
        "lateevent",
        "latedecision",
        "submission",
        "scorechange",
        "release",
        "result",
        "allowance",
        "paper",
        "papersection",
        "paperitem",
        "printedform",
        "sheetentry",
    ),
    "staff": ("credential", "rolegrant", "member", "rosterchange", "unmaskevent"),
    "wagtailcore": ("modellogentry", "pagelogentry"),
}
UNTOUCHED = {"name", "nothing"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    table: str
    column: str
    protection: str
    why: str

    @property
    def words(self) -> list[str]:
        """The names by which the chain keeps the row."""
        return re.findall(r"`([a-z_.]+)`", self.protection)


def lines() -> list[Line]:
    text = (settings.BASE_DIR / "docs" / "protection.md").read_text(encoding="utf-8")
    found, table = [], ""
    for line in text.splitlines():
        head, row = HEAD.match(line), ROW.match(line)
        table = head[1] if head else table
        if row and table:
            found.append(Line(table, row[1], row[2].strip(), row[3].strip()))
    return found


def tables() -> dict[str, type[models.Model]]:
    found = [model for label in WHOLE for model in apps.get_app_config(label).get_models()]
    found += [apps.get_model(label, name) for label, names in OTHERS.items() for name in names]
    return {model._meta.db_table: model for model in found}


def test_every_column_stands_in_the_table_once():
    said = [(line.table, line.column) for line in lines()]
    there = [
        (table, field.column)
        for table, model in tables().items()
        for field in model._meta.concrete_fields
    ]
    assert sorted(said) == sorted(there)


def test_what_is_said_to_be_kept_is_kept_and_all_of_it():
    said = {(word, line.table, line.column) for line in lines() for word in line.words}
    kept = {
        (one.word, one.table, one.model._meta.get_field(name).column)
        for one in KEPT
        for name in one.columns
    }
    assert said == kept


def test_a_column_that_nothing_protects_has_a_reason():
    known = {"name", "chain", "root", "compared", "nothing"}
    for line in lines():
        assert line.words or line.protection in known
        assert line.words or line.why


DAY_ONE = datetime.fromisoformat("2026-11-01T00:00+08:00")
# By the class of the column, the narrower class first.
ANOTHER = (
    (models.BooleanField, lambda value: not value),
    (models.JSONField, lambda _value: {"another": 1}),
    (models.UUIDField, lambda _value: uuid4()),
    (models.BinaryField, lambda value: bytes(value or b"") + b"x"),
    (models.DateTimeField, lambda value: (value or DAY_ONE) - DAY),
    (models.DateField, lambda value: (value or DAY_ONE.date()) - DAY),
    (models.DecimalField, lambda value: (value or Decimal(0)) + 1),
    ((models.IntegerField, models.ForeignKey), lambda value: (value or 0) + 1),
)


def other(field: models.Field, value):
    """A value that the column can hold and does not."""
    if field.choices:
        return next(str(code) for code, _label in field.flatchoices if str(code) != str(value))
    for kind, change in ANOTHER:
        if isinstance(field, kind):
            return change(value)
    text = str(value or "")
    return ("0" if not text.startswith("0") else "1") + text[1:]


class Undo(Exception):
    """Ends a transaction whose work is not to stay."""


@contextmanager
def undone() -> Iterator[None]:
    """What is written in here is gone afterwards, lifted triggers included."""
    with suppress(Undo), transaction.atomic():
        yield
        raise Undo


def night(at) -> set[tuple[str, str]]:
    """All but the seals: the walk of the files is tried by the tamper suite."""
    found = [
        *checking.chain_faults(),
        *checking.paper_faults(),
        *row_faults(),
        *checking.record_faults(),
        *root_faults(),
        *gap_faults(at),
        *remembered_faults(),
        *copy_faults(trust_store(), at),
        *trust_faults(),
        *checking.contradictions(),
    ]
    return {(fault.code, fault.where) for fault in found}


def chosen(model, line: Line):
    """Rows that the line speaks of: due, where it is kept by name."""
    rows = model._base_manager.order_by("pk")
    for word in line.words:
        return rows.filter(KEPT.get(word).due)
    return rows


def caught(model, line: Line, row, at, before) -> str:
    """ "" when the change is named with its row; else what was found instead."""
    field = next(one for one in model._meta.concrete_fields if one.column == line.column)
    value = other(field, getattr(row, field.attname))
    named: set[tuple[str, str]] = set()
    try:
        with undone():
            with unguarded(line.table):
                model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
            named = night(at) - before
    except IntegrityError:
        return ""  # the database itself refuses it
    wanted = f"{line.table}/{row.pk}"
    if line.words and not any(wanted in where for _code, where in named):
        return f"{line.table}.{line.column}: {sorted(named)[:3]}"
    return "" if named else f"{line.table}.{line.column}: nothing"


def silent(at, wanted: set[str]) -> Iterator[str]:
    """Protected columns of these tables whose change nobody named."""
    sweep_rows(at=at)
    before, models_ = night(at), tables()
    for line in lines():
        if line.table not in wanted or line.protection in UNTOUCHED:
            continue
        rows = list(chosen(models_[line.table], line)[:3])
        if not rows:
            yield f"{line.table}.{line.column}: no row"
            continue
        outcomes = [caught(models_[line.table], line, row, at, before) for row in rows]
        if all(outcomes):
            yield outcomes[0]


@pytest.mark.parametrize("part", list(LIVES))
def test_each_protected_column_is_named_when_it_is_changed(
    world, at, part, small_pages, settings, tmp_path
):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.EVIDENCE_ROOT_FOLDER = str(tmp_path / "roots")
    settings.TIMESTAMP_DEMO = part == "evidence"
    LIVES[part](world, at)
    labels = {"staff": ("staff", "wagtailcore")}.get(part, (part,))
    wanted = {table for table, model in tables().items() if model._meta.app_label in labels}
    assert list(silent(at + 2 * DAY, wanted)) == []


@pytest.mark.parametrize("part", list(LIVES))
def test_rows_that_vanish_and_rows_that_appear_are_named(
    world, at, part, small_pages, settings, tmp_path
):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.EVIDENCE_ROOT_FOLDER = str(tmp_path / "roots")
    settings.TIMESTAMP_DEMO = part == "evidence"
    LIVES[part](world, at)
    sweep_rows(at=at)
    before = {where for code, where in night(at) if code == "row_missing"}
    labels = {"staff": ("staff", "wagtailcore")}.get(part, (part,))
    for kept in KEPT:
        if kept.model._meta.app_label not in labels:
            continue
        row = kept.model._base_manager.filter(kept.due or Q()).order_by("-pk").first()
        with undone():
            with unguarded(kept.table) as cursor:
                cursor.execute(f"DELETE FROM {kept.table} WHERE id = %s", [row.pk])  # noqa: S608
            gone = {fault.where for fault in row_faults() if fault.code == "row_missing"}
        assert any(f"{kept.table}/{row.pk}" in where for where in gone - before), kept.word


def test_a_chain_that_breaks_is_still_found(world, at, small_pages):
    LIVES["rounds"](world, at)
    assert list(broken_chains()) == []
