"""The register of agreements: in the order that was asked for, every sum under its heading."""

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from pledges.custody.flows.registers import agreements_register, export_custody
from pledges.custody.models.agreement import CustodyAgreement
from tests.factories.custody import make_active, make_draft


def taken(world, at, rows):
    values = {"agreements": rows, "unit": world.city, "by": world.users["hr_city"], "at": at}
    sheet = load_workbook(BytesIO(export_custody(**values).data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def test_only_money_in_somebodys_hands_is_summed_up(world, at):
    active, draft = make_active(world, at), make_draft(world, at)
    head, *lines, foot, _mark = taken(world, at, CustodyAgreement.objects.all())
    totals = dict(zip(head, foot, strict=True))
    number, money = (
        next(str(c.title) for c in agreements_register().columns if c.total is kind)
        for kind in (len, sum)
    )
    assert len(lines) == 2
    assert (totals[number], totals[money]) == (2, active.monthly)
    assert draft.monthly
    assert foot[1]


def test_the_rows_come_as_they_were_asked_for(world, at):
    make_active(world, at)
    make_draft(world, at + timedelta(days=1))
    for order in ("number", "-number"):
        rows = CustodyAgreement.objects.order_by(order)
        lines = taken(world, at, rows)[1:-2]
        assert [line[3] for line in lines] == [row.number for row in rows]


def test_the_log_says_how_many(world, at):
    make_active(world, at)
    taken(world, at, CustodyAgreement.objects.all())
    entry = ModelLogEntry.objects.get(action="custody.export_register")
    assert entry.data == {"rows": 1}
    assert entry.object_id == str(world.city.pk)
