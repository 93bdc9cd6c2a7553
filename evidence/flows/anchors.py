"""Daily roots of the evidence: made once, chained, and sent out of the operator's hands."""

import logging
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.flows.jobs import enqueue
from cms.lib import chain
from cms.lib.locks import holding
from evidence.engine import merkle
from evidence.models.anchor import EvidenceRoot, RootCopy, root_body
from evidence.models.chain import EvidenceEntry
from evidence.queries.records import day_bounds, digests_of

# Longer than any transaction: what was recorded on a day has been committed by then.
SETTLING = timedelta(minutes=30)
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
    """Where copies go: EVIDENCE_ROOT_EMAILS and EVIDENCE_ROOT_FOLDER of the settings."""
    mails = [(RootCopy.Channel.EMAIL, address) for address in settings.EVIDENCE_ROOT_EMAILS]
    folder = settings.EVIDENCE_ROOT_FOLDER
    return [*mails, *([(RootCopy.Channel.FILE, str(folder))] if folder else [])]


def send_root(*, root_id: int, at: datetime) -> int:
    """Send a root to everybody who keeps a copy and has none yet; how many were sent.

    What cannot be sent raises after the others have gone, so that the job is tried again.
    """
    root = EvidenceRoot.objects.get(pk=root_id)
    have = set(root.copies.values_list("channel", "target"))
    sent, fault = 0, None
    for channel, target in targets():
        if (channel.value, target) in have:
            continue
        try:
            _send(root, channel, target)
        except OSError as problem:
            logger.exception("evidence root not sent", extra={"root": str(root.day)})
            fault = problem
            continue
        RootCopy.objects.create(root=root, channel=channel, target=target, at=at)
        sent += 1
    if fault is not None:
        raise fault
    return sent


def _send(root: EvidenceRoot, channel: RootCopy.Channel, target: str) -> None:
    if channel == RootCopy.Channel.EMAIL:
        send_mail(
            _("Evidence root of %(day)s") % {"day": root.day}, root_text(root), None, [target]
        )
        return
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{root.day:%Y-%m-%d}.txt").write_text(root_text(root), encoding="utf-8")


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


@transaction.atomic
def note_printing(*, roots: list[EvidenceRoot], target: str, at: datetime) -> None:
    """Record that these roots were printed for `target`."""
    RootCopy.objects.bulk_create(
        [
            RootCopy(root=root, channel=RootCopy.Channel.PRINTED, target=target[:200], at=at)
            for root in roots
        ],
        ignore_conflicts=True,
    )
