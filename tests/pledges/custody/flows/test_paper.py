"""An agreement on paper: what the clerk reads off it, who confirms it, what then stands there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cms.lib.errors import TwoPeople
from cms.lib.tables.uploads import Upload
from evidence.models.chain import EvidenceEntry
from pledges.custody.engine.agreement import Party, Stated
from pledges.custody.flows.paper import NotAllStated, SignedInFuture, decide_scan, file_scan
from pledges.custody.flows.signing import WitnessesMissing
from pledges.custody.models.agreement import CustodyAgreement
from tests.evidence.signed import small_pdf
from tests.factories.custody import make_signing, sign_as, stated_on_paper

PAPER = Upload("pdf", small_pdf("scan"), "scan.pdf")


@pytest.fixture
def scan(world, at, settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path)
    agreement = make_signing(world, at)
    return file_scan(
        agreement=agreement,
        upload=PAPER,
        stated=stated_on_paper(agreement, date(2026, 11, 22)),
        by=world.users["hr_township"],
        at=at,
    )


def test_a_second_person_puts_paper_in_force(world, at, scan):
    by = world.users["hr_county"]
    decide_scan(scan=scan, accepted=True, remark="", by=by, at=at)
    agreement = CustodyAgreement.objects.get()
    assert agreement.status == "active"
    assert {row.method for row in agreement.signatures.all()} == {"paper"}


def test_a_paper_row_says_what_the_clerk_read_and_nobody_is_put_at_the_table(world, at, scan):
    """Each party's own day and witnesses; whoever confirms was not there."""
    other = date(2026, 11, 20)
    rows = [Stated.from_data(one) for one in scan.stated]
    by, second = world.users["hr_township"], world.users["hr_county"]
    decide_scan(scan=scan, accepted=False, remark="缺页", by=second, at=at)
    stated = [
        replace(rows[0], signed_on=other, is_mark=True, witnesses=("张三", "赵四")),
        *rows[1:-1],
        replace(rows[-1], name="李主任"),
    ]
    again = file_scan(agreement=scan.agreement, upload=PAPER, stated=stated, by=by, at=at)
    later = at + timedelta(hours=2)
    decide_scan(scan=again, accepted=True, remark="", by=second, at=later)
    kept = {row.party: row for row in scan.agreement.signatures.all()}
    first, last = kept[rows[0].party], kept[Party.TOWNSHIP]
    assert (first.stated_on, first.is_mark, first.witnesses) == (other, True, ["张三", "赵四"])
    assert (last.name, last.stated_on, last.witnesses) == ("李主任", rows[-1].signed_on, [])
    for row in kept.values():
        assert (row.host, row.scan, row.at) == (None, again, later)
    said = EvidenceEntry.objects.filter(kind="signed", payload__party="custodian").get().payload
    assert (said["stated_by"], said["confirmed_by"]) == (by.pk, second.pk)
    assert (said["signed_on"], said["host"]) == (str(other), 0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda rows: rows[:-1], NotAllStated),
        (lambda rows: [*rows, rows[0]], NotAllStated),
        (lambda rows: [replace(rows[0], signed_on=date(2026, 11, 24)), *rows[1:]], SignedInFuture),
        (lambda rows: [replace(rows[0], is_mark=True), *rows[1:]], WitnessesMissing),
    ],
)
def test_what_cannot_stand_on_the_paper_is_refused(world, at, change, refusal, settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path)
    agreement = make_signing(world, at)
    stated = change(stated_on_paper(agreement, date(2026, 11, 22)))
    by = world.users["hr_township"]
    with pytest.raises(refusal):
        file_scan(agreement=agreement, upload=PAPER, stated=stated, by=by, at=at)
    assert not agreement.scans.exists()


def test_who_signed_at_the_table_is_not_stated_again(world, at, settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path)
    agreement = make_signing(world, at)
    sign_as(world, agreement, "custodian", at)
    by, second = world.users["hr_township"], world.users["hr_county"]
    left = stated_on_paper(agreement, date(2026, 11, 22))
    assert "custodian" not in [one.party for one in left]
    scan = file_scan(agreement=agreement, upload=PAPER, stated=left, by=by, at=at)
    decide_scan(scan=scan, accepted=True, remark="", by=second, at=at)
    methods = {row.party: row.method for row in agreement.signatures.all()}
    assert methods.pop("custodian") == "device"
    assert set(methods.values()) == {"paper"}


def test_nobody_confirms_the_own_scan(world, at, scan):
    by = world.users["hr_township"]
    with pytest.raises(TwoPeople):
        decide_scan(scan=scan, accepted=True, remark="", by=by, at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(scan).objects.update(decided_by=by, decided_at=at, accepted=True)
    assert CustodyAgreement.objects.get().status == "signing"


def test_a_scan_sent_back_leaves_it_open(world, at, scan):
    by = world.users["hr_county"]
    decide_scan(scan=scan, accepted=False, remark="缺第二页", by=by, at=at)
    assert CustodyAgreement.objects.get().status == "signing"
