"""Time stamps of sealed files: kept, made up for when the authority was away, renewed in time."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery

from cms.flows.jobs import enqueue
from evidence.adapters.timestamps import (
    TimestampUnavailable,
    authority_roots,
    check_token,
    current_authorities,
    is_configured,
    read_token,
)
from evidence.engine.events import EvidenceKind
from evidence.engine.renewals import renewal_body
from evidence.flows.certificates import ROLE, note_certificate
from evidence.flows.chain import Event, record
from evidence.models.stored import StoredFile
from evidence.models.timestamp import DocumentTimestamp, TimestampWait
from evidence.queries.kept import STAMP
from evidence.queries.rows import vouch
from evidence.queries.trust import trust_store
from evidence.subjects import code_of, kind_of

Place = DocumentTimestamp.Place
FIRST_TRY = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)
BATCH = 200
RENEW_BEFORE = timedelta(days=180)


def note_roots(*, at: datetime) -> None:
    """The roots of the time authorities belong to those that a check believes."""
    for der in authority_roots(at):
        note_certificate(der=der, role=ROLE.ROOT, at=at)


def note_token(
    *, file: StoredFile, der: bytes, place: Place, imprint: bytes, outside: bool, at: datetime
) -> DocumentTimestamp:
    """Keep a checked token; the caller is in a transaction and holds the subject's row."""
    token = read_token(der)
    for certificate in token.certificates:
        note_certificate(der=certificate, role=ROLE.TSA, at=at)
    last = file.timestamps.aggregate(last=Max("number"))["last"] or 0
    return DocumentTimestamp.objects.create(
        file=file,
        number=last + 1,
        place=place,
        token=der,
        imprint=imprint.hex(),
        authority=token.authority[:300],
        is_independent=outside,
        stamped_at=token.stamped_at,
        valid_to=token.valid_to,
        made_at=at,
    )


def wait_for_token(*, file: StoredFile, problem: str, at: datetime) -> None:
    """Remember that a file has no time stamp yet; the sweeper asks for it."""
    TimestampWait.objects.get_or_create(
        file=file,
        defaults={"since": at, "next_at": at + FIRST_TRY, "problem": problem[:200]},
    )


def fetch_timestamp(*, wait_id: int, at: datetime) -> DocumentTimestamp | None:
    """Ask for the missing token of one file. None if it came meanwhile.

    Raises TimestampUnavailable when no authority answers; the reason stands on the wait.
    """
    wait = TimestampWait.objects.select_related("file").filter(pk=wait_id).first()
    if wait is None:
        return None
    try:
        return _stamp(wait.file, Place.BESIDE, at)
    except TimestampUnavailable as fault:
        TimestampWait.objects.filter(pk=wait_id).update(problem=str(fault)[:200])
        raise


def renew_timestamp(*, file_id: int, at: datetime) -> DocumentTimestamp | None:
    """A further token over the file and all its tokens, before the last one's certificate ends.

    None when it is not time for it, or while the authority still uses that certificate: another
    token by it would end on the same day, and there would be one more every night.
    """
    file = StoredFile.objects.get(pk=file_id)
    last = file.timestamps.order_by("number").last()
    if last is None or last.valid_to > at + RENEW_BEFORE:
        return None
    return _stamp(file, Place.RENEWAL, at)


def imprint_of(file: StoredFile, place: Place) -> bytes:
    """The digest that a token beside the file or a renewal speaks of."""
    own = bytes.fromhex(file.sha256)
    if place == Place.BESIDE:
        return own
    tokens = file.timestamps.order_by("number").values_list("token", flat=True)
    return hashlib.sha256(renewal_body(own, tokens)).digest()


def _stamp(file: StoredFile, place: Place, at: datetime) -> DocumentTimestamp | None:
    note_roots(at=at)
    trust = trust_store()
    authorities = current_authorities(trust, at)
    if authorities is None:
        raise TimestampUnavailable("no time authority is set up")
    imprint = imprint_of(file, place)
    der = authorities.stamp(imprint)
    token = check_token(der, imprint, trust, at)
    if place == Place.RENEWAL and not _lasts_longer(file, token.valid_to):
        return None
    with transaction.atomic():
        subject = kind_of(file.subject).lock(code_of(file.subject))
        if imprint_of(file, place) != imprint or _has(file, place):
            return None
        row = note_token(
            file=file,
            der=der,
            place=place,
            imprint=imprint,
            outside=authorities.is_independent,
            at=at,
        )
        TimestampWait.objects.filter(file=file).delete()
        data = {"sha256": file.sha256, "token": hashlib.sha256(der).hexdigest()}
        told = data | {"number": row.number} | vouch((STAMP, row))
        record(Event(subject, EvidenceKind.STAMPED, at, told))
        return row


def _lasts_longer(file: StoredFile, valid_to: datetime) -> bool:
    last = file.timestamps.order_by("number").last()
    return last is None or valid_to > last.valid_to


def _has(file: StoredFile, place: Place) -> bool:
    """Whether another worker was first with the token beside a file."""
    return place == Place.BESIDE and file.timestamps.exists()


@transaction.atomic
def sweep_timestamps(*, at: datetime) -> int:
    """Ask for missing time stamps, ever more rarely; how many were asked for.

    Files sealed before there was an authority get one as well: late is better than never.
    """
    if not is_configured():
        return 0
    _find_unstamped(at)
    waiting = list(TimestampWait.objects.filter(next_at__lte=at).order_by("next_at")[:BATCH])
    for wait in waiting:
        pause = min(FIRST_TRY * 2 ** min(wait.tries, 10), LONGEST_PAUSE)
        TimestampWait.objects.filter(pk=wait.pk).update(tries=F("tries") + 1, next_at=at + pause)
        enqueue("evidence.fetch_timestamp", wait_id=wait.pk)
    return len(waiting)


def _find_unstamped(at: datetime) -> None:
    bare = StoredFile.objects.filter(
        timestamps__isnull=True, timestamp_wait__isnull=True, certificate__isnull=False
    )
    for file in bare.order_by("pk")[:BATCH]:
        wait_for_token(file=file, problem="", at=at)


@transaction.atomic
def sweep_renewals(*, at: datetime) -> int:
    """Ask for renewals of tokens whose certificate ends soon; how many were asked for."""
    if not is_configured():
        return 0
    rows = DocumentTimestamp.objects.filter(file=OuterRef("pk")).order_by("-number")
    ends = Subquery(rows.values("valid_to")[:1])
    due = StoredFile.objects.annotate(ends=ends).filter(ends__lte=at + RENEW_BEFORE)
    chosen = list(due.order_by("ends").values_list("pk", flat=True)[:BATCH])
    for pk in chosen:
        enqueue("evidence.renew_timestamp", file_id=pk)
    return len(chosen)
