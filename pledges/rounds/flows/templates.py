"""Publish the words of a pledge, and start the next version from the last."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from cms.lib.errors import DomainError, TwoPeople
from cms.lib.locks import held
from evidence.flows.chain import Event, record
from evidence.queries.rows import vouch
from pledges.rounds.engine import document
from pledges.rounds.engine.ceremony import VersionChange
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.models.template import PledgeTemplate, PledgeTemplateVersion, VersionBasis
from pledges.rounds.queries.envelopes import last_published
from pledges.rounds.queries.kept import VERSION, version_digest
from pledges.rounds.queries.previews import TextRefused
from staff.models.user import User

PUBLISHED_FIELDS = [
    "basis_text",
    "change",
    "change_note",
    "digest",
    "published_at",
    "published_by",
]


class AlreadyPublished(DomainError):
    code = "already_published"
    message = _("This version is published and cannot change. Make a new version.")


class BasisRefused(DomainError):
    code = "basis_refused"
    message = _("Name at least one legal basis; each must be checked and in force.")


class TextUnchanged(DomainError):
    code = "text_unchanged"
    message = _("Nothing changed since the last version, so there is nothing to publish.")


class OwnText(TwoPeople):
    code = "own_text"
    message = _("You wrote part of this text yourself. Another person has to publish it.")


class ChangeMissing(DomainError):
    code = "change_missing"
    message = _("Say whether the change is editorial or material.")


def _words(version: PledgeTemplateVersion) -> tuple:
    fields = ("title", "preamble", "clauses", "closing", "consent", "term_months", "basis_text")
    return tuple(getattr(version, field) for field in fields)


def _writers(version: PledgeTemplateVersion) -> QuerySet:
    """Who made or changed the words; a next version begins as a copy, which is nobody's writing."""
    acts = ["wagtail.edit"] if version.number > 1 else ["wagtail.edit", "wagtail.create"]
    return ModelLogEntry.objects.for_instance(version).filter(action__in=acts)


@transaction.atomic
def publish_version(
    *, version: PledgeTemplateVersion, by: User, at: datetime, change: str = "", note: str = ""
):
    """Fix the words for ever. `change` says what they mean for those who signed the last version.

    Nobody publishes what is written by the own hand: the log says who wrote. Raises
    AlreadyPublished, OwnText, TextRefused, BasisRefused, TextUnchanged, ChangeMissing.
    """
    locked = held(version)
    if locked.is_published:
        raise AlreadyPublished
    if _writers(locked).filter(user=by).exists():
        raise OwnText
    try:
        document.check(locked.text)
    except document.BadText as fault:
        raise TextRefused(fault) from fault
    bases = list(locked.bases.order_by("pk"))
    today = timezone.localdate(at)
    if not bases or any(basis.is_unchecked or basis.is_retired(today) for basis in bases):
        raise BasisRefused
    locked.basis_text = "\n".join(
        f"《{basis.law}》{basis.article}（{basis.version}）" for basis in bases
    )
    last = last_published(locked)
    if last is not None:
        if _words(last) == _words(locked):
            raise TextUnchanged
        if change not in set(VersionChange):
            raise ChangeMissing
        locked.change, locked.change_note = change, note.strip()[:200]
    locked.digest = version_digest(locked)
    locked.published_at, locked.published_by = at, by
    locked.save(update_fields=PUBLISHED_FIELDS)
    told = {"by": by.pk, "text": locked.digest, "change": locked.change}
    record(Event(locked, PledgeEvent.PUBLISHED, at, told | vouch((VERSION, locked))))
    log(
        locked,
        "rounds.publish_version",
        user=by,
        data={"digest": locked.digest, "change": locked.change},
    )
    return locked


@transaction.atomic
def draft_next_version(*, template: PledgeTemplate, by: User) -> PledgeTemplateVersion:
    """The template's draft: the one there is, or a copy of the newest version to work on."""
    held(template)
    newest = template.versions.order_by("-number").first()
    if newest is not None and not newest.is_published:
        return newest
    copy = PledgeTemplateVersion(template=template, number=1, title=template.name)
    if newest is not None:
        copy.number = newest.number + 1
        for field in ("title", "preamble", "clauses", "closing", "consent", "term_months"):
            setattr(copy, field, getattr(newest, field))
    copy.save()
    bases = newest.bases.all() if newest else ()
    VersionBasis.objects.bulk_create(VersionBasis(version=copy, basis=basis) for basis in bases)
    log(copy, "wagtail.create", user=by)
    return copy
