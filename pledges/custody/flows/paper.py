"""Agreements signed on paper: one person files the scan, a different one confirms it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError, MovedOn, TwoPeople
from cms.lib.locks import held
from cms.lib.tables.uploads import Upload
from evidence.adapters import vault
from evidence.flows.chain import Event, record
from evidence.queries.rows import vouch
from pledges.custody.engine import agreement as custody
from pledges.custody.flows.signing import need_witnesses, put_in_force
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from pledges.custody.models.signing import CustodySignature, PaperScan
from pledges.custody.queries.facts import scan_data, signature_data
from pledges.custody.queries.kept import SCAN, SCAN_DECIDED, SIGNATURE
from staff.models.user import User

KINDS = frozenset({"pdf", "png", "jpeg"})
MAX_SCAN = 20 * 1024 * 1024


class ScanWaiting(DomainError):
    code = "scan_waiting"
    message = _("A scan is already waiting for confirmation.")


class SignedInFuture(DomainError):
    code = "signed_in_future"
    message = _("The day of signing lies in the future.")


class NotAllStated(DomainError):
    code = "not_all_stated"
    message = _("Somebody has signed in the meantime. Reload the page and look again.")


@transaction.atomic
def file_scan(
    *,
    agreement: CustodyAgreement,
    upload: Upload,
    stated: Sequence[custody.Stated],
    by: User,
    at: datetime,
) -> PaperScan:
    """Store the scan of the signed paper, and what `by` reads off it: who signed when, before whom.

    `stated` has one for each party that has not signed yet. Raises MovedOn, ScanWaiting,
    NotAllStated, SignedInFuture, WitnessesMissing.
    """
    locked = held(agreement, "township")
    if not locked.is_signing:
        raise MovedOn
    _check(locked, stated, at)
    if locked.scans.filter(accepted__isnull=True).exists():
        raise ScanWaiting
    sha256 = hashlib.sha256(upload.data).hexdigest()
    path = f"custody/{locked.code}/scan-{locked.scans.count() + 1}-{sha256[:12]}.{upload.kind}"
    staged = vault.stage(upload.data, path)
    vault.place(staged, path)
    vault.read(path, sha256)  # "filed" is only said of bytes that were read back
    scan = PaperScan.objects.create(
        agreement=locked,
        path=path,
        kind=upload.kind,
        size=len(upload.data),
        sha256=sha256,
        stated=[one.as_data() for one in stated],
        entered_by=by,
        entered_at=at,
    )
    data = scan_data(scan) | vouch((SCAN, scan))
    record(Event(locked, CustodyEvent.SCAN_FILED, at, data))
    return scan


def _check(agreement: CustodyAgreement, stated: Sequence[custody.Stated], at: datetime) -> None:
    signed = set(agreement.signatures.values_list("party", flat=True))
    if [one.party for one in stated] != list(custody.left_to_sign(agreement.capacity, signed)):
        raise NotAllStated
    if any(one.signed_on > localdate(at) for one in stated):
        raise SignedInFuture
    for one in stated:
        if one.is_mark:
            need_witnesses(agreement, one.witnesses)


@transaction.atomic
def decide_scan(
    *, scan: PaperScan, accepted: bool, remark: str, by: User, at: datetime
) -> PaperScan:
    """A second person compares the scan with the text: in force, or back. The bytes are checked.

    Raises MovedOn, TwoPeople, SealBroken.
    """
    agreement = held(scan.agreement, "township")
    row = held(scan)
    if row.accepted is not None or not agreement.is_signing:
        raise MovedOn
    if row.entered_by_id == by.pk:
        raise TwoPeople(_("You filed this scan yourself. Another person has to confirm it."))
    vault.read(row.path, row.sha256)
    row.decided_by, row.decided_at, row.accepted, row.remark = by, at, accepted, remark
    row.save()
    data = {"sha256": row.sha256, "accepted": accepted, "by": by.pk, "remark": remark}
    record(Event(agreement, CustodyEvent.SCAN_DECIDED, at, data | vouch((SCAN_DECIDED, row))))
    if accepted:
        _sign_on_paper(agreement, row, at)
        put_in_force(agreement, at)
    return row


def _sign_on_paper(agreement: CustodyAgreement, scan: PaperScan, at: datetime) -> None:
    """One row per party as the clerk stated it: whoever confirms saw the scan, not the people."""
    signed = set(agreement.signatures.values_list("party", flat=True))
    stated = [custody.Stated.from_data(data) for data in scan.stated]
    for one in stated:
        if one.party in signed:
            continue
        signature = CustodySignature.objects.create(
            agreement=agreement,
            party=one.party,
            name=one.name,
            method=CustodySignature.Method.PAPER,
            is_mark=one.is_mark,
            witnesses=list(one.witnesses),
            scan=scan,
            stated_on=one.signed_on,
            at=at,
        )
        data = signature_data(agreement, signature) | vouch((SIGNATURE, signature))
        record(Event(agreement, CustodyEvent.SIGNED, at, data))
