"""A long register is the same file, whoever wrote it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import gettext_lazy as _

from cms.lib.bounded import Busy, turn
from cms.lib.tables.writing import Column
from cms.lib.tables.written import AT_ONCE, SHORT, write_long_sheet

MOMENT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LINE = ["王㛃", "=1+1", 3, Decimal("2.50"), date(2026, 11, 23), MOMENT, None, _("Total")]
COLUMNS = [Column(_("No."), 6), *[Column(f"列{number}", 12) for number in range(7)]]


@pytest.fixture(autouse=True)
def in_a_process(settings, tmp_path):
    settings.VAR_DIR, settings.JIANGTANG_SHEETS_IN_PLACE = tmp_path, False


def write(lines: int) -> bytes:
    texts = {"title": "台账", "note": "填报单位", "mark": "内部"}
    foot = ["合计", *[None] * 6, lines]
    return write_long_sheet(COLUMNS, [LINE] * lines, **texts, foot=lambda: foot)


def cells(data: bytes) -> list[list]:
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_process_writes_what_this_one_writes(settings):
    long = SHORT // len(COLUMNS) + 1
    apart = cells(write(long))
    settings.JIANGTANG_SHEETS_IN_PLACE = True
    assert apart == cells(write(long))
    assert apart[3][1] == "'=1+1"
    assert apart[3][5] == datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - as Excel has it
    assert len(apart) == 3 + long + 2


def test_short_ones_need_no_turn_and_long_ones_wait_for_theirs():
    with turn("registers", AT_ONCE), turn("registers", AT_ONCE):
        assert len(cells(write(2))) == 7
        with pytest.raises(Busy):
            write(SHORT)
