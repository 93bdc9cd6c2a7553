"""The registers of near relatives: sums under their headings, every chain inside told."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.http import Http404
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from evidence.models.chain import EvidenceEntry
from pledges.kinship.flows.registers import REGISTERS, export_register
from pledges.kinship.models.matching import KinshipMatch
from tests.factories.kinship import make_declared, make_household


@pytest.fixture
def two(world, at):
    """A declaration and the household it names: they agree. And a household nobody declared."""
    make_declared(world.members["staff"], at, {})
    make_household(world, at)
    make_household(world, at, name="赵一")
    return world


def taken(world, at, kind: str, user: str = "hr_city", **ask) -> list[list]:
    exported = export_register(kind=kind, ask=ask, by=world.users[user], at=at)
    sheet = load_workbook(BytesIO(exported.data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def test_the_sums_of_register_c_stand_under_their_headings(two, at):
    head, *lines, foot, _mark = taken(two, at, "matches")
    totals = dict(zip(head, foot, strict=True))
    matches = KinshipMatch.objects.all()
    monthly = sum(Decimal(str(line[head.index("月金额")] or 0)) for line in lines)
    assert len(lines) == matches.count()
    assert Decimal(str(totals["月金额"])) == monthly
    assert totals["乡镇"] == len(lines)
    assert str(matches.filter(result="agree").count()) in totals["比对结果"]
    assert totals["县"] == "合计"


@pytest.mark.parametrize("kind", REGISTERS)
def test_every_register_counts_its_rows_and_the_log_has_the_number(two, at, kind):
    _head, *lines, foot, _mark = taken(two, at, kind)
    assert len(lines) in foot
    entry = ModelLogEntry.objects.get(action="kinship.export_relatives")
    assert entry.data == {"rows": len(lines), "register": kind}


def test_every_household_inside_is_told_once(two, at):
    taken(two, at, "households")
    entries = EvidenceEntry.objects.filter(kind="exported")
    assert {entry.payload["by"] for entry in entries} == {two.users["hr_city"].pk}
    assert len({entry.subject for entry in entries}) == entries.count() == 2


def test_it_ends_with_the_subtree(two, at):
    assert taken(two, at, "households", user="hr_other")[1:-2] == []
    with pytest.raises(Http404):
        taken(two, at, "households", user="trainer")
