import io
from datetime import date

import openpyxl
import pytest

from cms.lib.tables.uploads import Upload
from staff.adapters.roster import read_roster
from staff.queries.roster import load_places
from tests.factories.roster import make_csv, make_row, make_xlsx, upload_of

TODAY = date(2026, 11, 23)


def read(upload: Upload):
    return read_roster(upload, places=load_places(), today=TODAY)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "gb18030"])
def test_the_same_roster_as_workbook_and_as_csv(world, encoding):
    rows = [make_row(1, name="张　三"), make_row(2, township="小街街道", started_on="2024年5月")]
    book = read(upload_of(*rows))
    text = read(Upload("csv", make_csv(*rows, encoding=encoding), "名册.csv"))
    assert book.problems == text.problems == ()
    assert [entry.row.name for entry in book.entries] == ["张三", "新人2"]
    assert [entry.row.organisation for entry in text.entries] == [
        world.shuangjiang.pk,
        world.xiaojie.pk,
    ]
    assert {entry.row.started_on for entry in (*book.entries, *text.entries)} == {date(2024, 5, 1)}
    assert book.heads["名册"].data_from == 3


def test_a_county_merged_over_its_rows(world):
    rows = [make_row(1), make_row(2, county=None)]
    file = read(upload_of(*rows, merge="B4:B5"))
    assert [entry.row.organisation for entry in file.entries] == [world.shuangjiang.pk] * 2


def test_sheets_without_a_table_are_skipped_and_named(world):
    book = openpyxl.load_workbook(io.BytesIO(make_xlsx(make_row(1))))
    book.create_sheet("填表说明").append(["请如实填写"])
    stream = io.BytesIO()
    book.save(stream)
    file = read(Upload("xlsx", stream.getvalue(), "名册.xlsx"))
    assert (len(file.entries), file.skipped, file.problems) == (1, ("填表说明",), ())


def test_a_file_without_any_table_is_a_problem(world):
    (problem,) = read(Upload("csv", "说明\n如题\n".encode(), "a.csv")).problems
    assert (problem.code, problem.sheet) == ("no_head", "a")
