"""The register of a round: asked and signed under their headings, within the reach."""

from io import BytesIO

from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from evidence.models.chain import EvidenceEntry
from pledges.rounds.flows.exports import export_list, export_register
from pledges.rounds.flows.registers import PLEDGES, ROUND
from pledges.rounds.models.envelope import Envelope
from tests.factories.rounds import envelope_of, sign


def taken(world, round_, at, user: str = "hr_city") -> list[list]:
    exported = export_register(
        round_=round_,
        envelopes=Envelope.objects.all(),
        unit=world.city,
        by=world.users[user],
        at=at,
    )
    sheet = load_workbook(BytesIO(exported.data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def test_asked_and_signed_stand_under_name_and_state(world, opened, at):
    sign(envelope_of(opened, world.members["staff"]), at)
    head, *lines, foot, _mark = taken(world, opened, at)
    totals = dict(zip(head, foot, strict=True))
    name, state = (str(column.title) for column in ROUND.columns if column.total)
    assert len(lines) == 4
    assert "4" in totals[name]
    assert "1" in totals[state]
    assert totals[str(ROUND.columns[0].title)]
    assert [line[0] for line in lines] == [1, 2, 3, 4]


def test_it_ends_with_the_reach_and_leaves_a_trace(world, opened, at):
    assert len(taken(world, opened, at, "hr_township")) == 1 + 2 + 2
    (entry,) = EvidenceEntry.objects.filter(subject=opened.subject, kind="exported")
    user = world.users["hr_township"]
    assert entry.payload == {"what": "register", "by": user.pk, "files": 0}
    logged = ModelLogEntry.objects.get(action="rounds.export_register")
    assert (logged.user, logged.data) == (user, {"rows": 2})


def test_a_list_of_several_rounds_tells_each_rounds_chain(world, opened, at):
    user = world.users["hr_county"]
    rows = Envelope.objects.select_related("round", "member")
    exported = export_list(PLEDGES, rows=rows, by=user, at=at, file_format="csv")
    assert exported.rows == 3
    (entry,) = EvidenceEntry.objects.filter(subject=opened.subject, kind="exported")
    assert entry.payload == {"what": "list", "by": user.pk, "files": 0}
