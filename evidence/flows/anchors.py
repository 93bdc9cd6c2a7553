"""Daily roots of the evidence: made once, chained, and sent out of the operator's hands."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.flows.jobs import enqueue
from cms.lib import chain
from cms.lib.errors import DomainError
from cms.lib.locks import held, holding
from evidence.adapters.outside import CopyDiffers, write_once
from evidence.adapters.timestamps import (
    TimestampUnavailable,
    check_token,
    current_authorities,
    is_configured,
)
from evidence.engine import merkle
from evidence.engine.events import EvidenceKind
from evidence.flows.certificates import note_certificate
from evidence.flows.chain import Event, record
from evidence.flows.timestamps import note_roots
from evidence.models.anchor import EvidenceRoot, RootCopy, root_body
from evidence.models.certificate import SealCertificate
from evidence.models.chain import EvidenceEntry
from evidence.queries.kept import ROOT_COPY
from evidence.queries.records import day_bounds, digests_of
from evidence.queries.rows import vouch
from evidence.queries.trust import trust_store

# Longer than any transaction: what was recorded on a day has been committed by then.
SETTLING = timedelta(minutes=30)
STAMPED = "RFC 3161"
logger = logging.getLogger(__name__)


@transaction.atomic
def make_roots(*, at: datetime) -> list[EvidenceRoot]:
    """A root for every finished day that has evidence and no root yet, oldest first."""
    last = holding(EvidenceRoot.objects).order_by("-day").first()
    until = day_bounds(timezone.localdate(at - SETTLING))[0]
    waiting = EvidenceEntry.objects.filter(at__lt=until)
    if last is not None:
        waiting = waiting.filter(at__gte=day_bounds(last.day)[1])
    made, previous = [], last.digest if last else chain.GENESIS
    while (first := waiting.order_by("at").values_list("at", flat=True).first()) is not None:
        root = _root_of(timezone.localdate(first), previous, at)
        made.append(root)
        previous = root.digest
        waiting = waiting.filter(at__gte=day_bounds(root.day)[1])
    for root in made:
        if targets():
            enqueue("evidence.send_root", root_id=root.pk)
    return made


def _root_of(day: date, previous: str, at: datetime) -> EvidenceRoot:
    digests = list(digests_of(day))
    top = merkle.root(digests)
    return EvidenceRoot.objects.create(
        day=day,
        entries=len(digests),
        root=top,
        previous=previous,
        digest=chain.link(previous, root_body(day, len(digests), top)),
        made_at=at,
    )


def targets() -> list[tuple[RootCopy.Channel, str]]:
    """Where copies go, as far as set: the folder, the time authority, the people."""
    mails = [(RootCopy.Channel.EMAIL, address) for address in settings.EVIDENCE_ROOT_EMAILS]
    folder = settings.EVIDENCE_ROOT_FOLDER
    files = [(RootCopy.Channel.FILE, str(folder))] if folder else []
    stamps = [(RootCopy.Channel.STAMP, STAMPED)] if is_configured() else []
    return [*files, *stamps, *mails]


def send_root(*, root_id: int, at: datetime) -> int:
    """Send a root to everybody who keeps a copy and has none yet; how many were sent.

    What cannot be sent raises after the others have gone, so that the job is tried again. A copy
    that is there and says something else stays as it is: those who must know are told at once, and
    every night again.
    """
    root = EvidenceRoot.objects.get(pk=root_id)
    have = set(root.copies.values_list("channel", "target"))
    sent, fault = 0, None
    for channel, target in targets():
        if (channel.value, target) in have:
            continue
        try:
            token = _send(root, channel, target, at)
        except CopyDiffers as differing:
            _alarm(root, differing)
            continue
        except (OSError, DomainError) as problem:
            logger.exception("evidence root not sent", extra={"root": str(root.day)})
            fault = problem
            continue
        note_copies(roots=[root], channel=channel, target=target, at=at, token=token)
        sent += 1
    if fault is not None:
        raise fault
    return sent


def _send(root: EvidenceRoot, channel: RootCopy.Channel, target: str, at: datetime) -> bytes:
    """Send one copy; the token where the witness is a time authority."""
    if channel == RootCopy.Channel.EMAIL:
        subject = _("Evidence root of %(day)s") % {"day": root.day}
        send_mail(subject, root_text(root), None, [target])
    elif channel == RootCopy.Channel.FILE:
        write_once(Path(target), f"{root.day:%Y-%m-%d}", root_text(root))
    else:
        return _stamp(root, at)
    return b""


def _stamp(root: EvidenceRoot, at: datetime) -> bytes:
    """A checked token over the root's digest. Raises TimestampUnavailable."""
    note_roots(at=at)
    trust = trust_store()
    authorities = current_authorities(trust, at)
    if authorities is None:
        raise TimestampUnavailable("no time authority is set up")
    imprint = bytes.fromhex(root.digest)
    der = authorities.stamp(imprint)
    for certificate in check_token(der, imprint, trust, at).certificates:
        note_certificate(der=certificate, role=SealCertificate.Role.TSA, at=at)
    return der


def _alarm(root: EvidenceRoot, differing: CopyDiffers) -> None:
    logger.error("a kept copy of a root differs", extra={"root": str(root.day)})
    if settings.EVIDENCE_ALARM_EMAILS:
        subject = _("The kept copy of the evidence root of %(day)s differs") % {"day": root.day}
        send_mail(
            subject, f"{differing}\n\n{root_text(root)}", None, settings.EVIDENCE_ALARM_EMAILS
        )


def root_text(root: EvidenceRoot) -> str:
    """A root as it is sent, printed and published; plain enough to be typed in again."""
    lines = [
        _("Daily root of the signing evidence"),
        f"{_('Day')}: {root.day:%Y-%m-%d}",
        f"{_('Entries')}: {root.entries}",
        f"{_('Root')}: {root.root}",
        f"{_('Digest before')}: {root.previous}",
        f"{_('Digest')}: {root.digest}",
        "",
        _("Keep this. Years from now it shows whether the evidence of that day was changed."),
    ]
    return "\n".join(lines) + "\n"


def note_printing(*, roots: list[EvidenceRoot], target: str, at: datetime) -> None:
    """Record that these roots were printed for `target`."""
    note_copies(roots=roots, channel=RootCopy.Channel.PRINTED, target=target, at=at)


@transaction.atomic
def note_copies(
    *,
    roots: Iterable[EvidenceRoot],
    channel: RootCopy.Channel,
    target: str,
    at: datetime,
    token: bytes = b"",
) -> None:
    """Record that copies left the house, with the value that was sent; each once."""
    for root in roots:
        locked = held(root)
        row, made = RootCopy.objects.get_or_create(
            root=locked,
            channel=channel,
            target=target[:200],
            defaults={"digest": root.digest, "token": token, "at": at},
        )
        if made:
            data = {"channel": str(channel), "target": row.target, "digest": row.digest}
            record(Event(locked, EvidenceKind.COPIED, at, data | vouch((ROOT_COPY, row))))
