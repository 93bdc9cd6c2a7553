import io

import pytest
from django.core.management import CommandError, call_command

from staff.models.member import Member
from staff.models.roster import RosterImport
from tests.factories.roster import make_row, make_xlsx


@pytest.fixture
def run(world, tmp_path):
    def do(*rows, options=(), data=None, name="名册.xlsx") -> str:
        path = tmp_path / name
        path.write_bytes(make_xlsx(*rows) if data is None else data)
        out = io.StringIO()
        call_command("import_roster", str(path), *options, stdout=out, no_color=True)
        return out.getvalue()

    return do


def test_a_dry_run_by_default(run):
    said = run(make_row(1))
    assert "joiners: 1" in said
    assert said.endswith("nothing was written\n")
    assert not Member.objects.filter(name="新人1").exists()
    assert [found.state for found in RosterImport.objects.all()] == ["discarded"]


def test_apply(run):
    assert run(make_row(1), options=["--apply"]).endswith("applied\n")
    assert Member.objects.filter(name="新人1").exists()


def test_leavers_by_date_and_reason(run):
    options = ["--apply", "--leavers-date=2026-11-01", "--leavers-reason=离岗"]
    run(make_row(1), options=options)
    left = Member.objects.filter(status="left")
    assert {member.name for member in left} == {"王㛃", "李𬭎"}


def test_errors_name_sheet_row_and_column_and_stop(run):
    with pytest.raises(CommandError):
        run(make_row(1, mobile="1"), options=["--apply"])
    said = run(make_row(1, mobile="1"))
    assert "名册 4 M 手机号: " in said
    assert not Member.objects.filter(name="新人1").exists()


@pytest.mark.parametrize(
    ("options", "data"),
    [(["--by=nobody"], None), ([], b"<html></html>"), (["--by=hr_city", "--apply"], None)],
)
def test_refusals_are_said_plainly(run, options, data):
    with pytest.raises(CommandError):
        run(make_row(1), options=options, data=data)


def test_a_missing_file_is_said_plainly(world):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_roster", "/nonexistent/名册.xlsx")
