"""Every register of the house, fed with text that would like to run."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from wagtail.log_actions import registry

from cms.lib.tables.registers import FORMATS, write_register
from cms.lib.tables.writing import neutralise
from tests.registers import (
    MODULES,
    Hostile,
    every_register,
    modules_that_make_registers,
    read_or_say,
)

STARTS = ("=cmd()", "+1", "-1", "@x", "\t=1", "\r=1")
RAW = tuple("=+-@\t\r\n")


def hostile(register, start: str):
    """The register, reading `start` from everything it asks of its row."""
    columns = tuple(
        replace(column, read=lambda row, read=column.read: read_or_say(read, row), total=None)
        for column in register.columns
    )
    return replace(register, columns=columns)


def cells_of(data: bytes, file_format: str) -> list[tuple[str, object]]:
    if file_format == "csv":
        table = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        return [("s", cell) for row in table for cell in row]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [(cell.data_type, cell.value) for row in sheet.iter_rows() for cell in row]


@pytest.mark.django_db
@pytest.mark.parametrize("start", STARTS)
def test_nothing_in_any_register_can_run(at, start):
    found = []
    for name, register in every_register(at).items():
        for file_format in FORMATS:
            data = write_register(
                hostile(register, start),
                [Hostile(start)],
                filled_by=start,
                exported_by=start,
                at=at,
                file_format=file_format,
            ).data
            cells = cells_of(data, file_format)
            texts = [str(value) for kind, value in cells if kind == "s"]
            assert any(text.startswith("'") for text in texts), name
            found += [(name, file_format) for kind, _value in cells if kind == "f"]
            found += [(name, text) for text in texts if text.startswith(RAW)]
    assert found == []


@pytest.mark.django_db
def test_every_register_says_what_the_log_calls_it(at):
    actions = {code for code, _label in registry.get_choices()}
    unknown = {
        name: register.log
        for name, register in every_register(at).items()
        if register.log not in actions and not name.startswith("staff.codes")
    }
    assert unknown == {}


@pytest.mark.django_db
def test_no_total_is_counted_by_place(at):
    """Whatever column is added anywhere, every total stays under its own heading."""
    for name, register in every_register(at).items():
        totals = [(str(c.title), c) for c in register.columns if c.total]
        new = replace(register.columns[0], title="新列", read=lambda row: 7, total=None)
        longer = replace(register, columns=(new, *register.columns))
        for one in (register, longer):
            blank = replace(
                one, columns=tuple(replace(c, read=lambda row: None) for c in one.columns)
            )
            data = write_register(blank, [], filled_by="甲", at=at, file_format="csv").data
            table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
            if not totals:
                continue
            foot = dict(zip(table[2], table[3], strict=True))
            for title, column in totals:
                assert foot[neutralise(title)] == str(column.total([])), name


def test_every_module_that_makes_a_register_is_walked():
    assert modules_that_make_registers() == {module.__name__ for module in MODULES}
