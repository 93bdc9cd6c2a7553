"""Sheet A after the signature: opinion of the unit, conclusion of the county, unmasking."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import TwoPeople, need_reason
from cms.lib.locks import held
from evidence.flows.chain import Event, record
from evidence.queries.rows import vouch
from pledges.kinship.engine.declaration import DeclarationStatus
from pledges.kinship.flows.matching import OwnAffair, compare_households
from pledges.kinship.models.declaration import (
    DeclarationStep,
    NearRelative,
    NearRelativeDeclaration,
)
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.queries.kept import STEP
from staff.flows.standing import revoke_credential
from staff.models.standing import Credential
from staff.models.user import User

ANOTHER_CONCLUDES = _("Who gave the unit's opinion does not conclude. Another person has to.")


@dataclass(frozen=True)
class WholeRelative:
    name: str
    id_number: str
    registered_at: str
    lives_at: str


@dataclass(frozen=True)
class WholeDeclaration:
    """The whole numbers of one declaration, for one look."""

    id_number: str
    phone: str
    relatives: tuple[WholeRelative, ...]


def _move(declaration: NearRelativeDeclaration, wanted: str, by: User) -> None:
    if declaration.member.user_id == by.pk:
        raise OwnAffair
    NearRelativeDeclaration.moves.to(declaration, wanted)


def _held(declaration: NearRelativeDeclaration) -> NearRelativeDeclaration:
    return held(declaration, "member__organisation", "member__post")


@transaction.atomic
def give_opinion(
    *, declaration: NearRelativeDeclaration, words: str, by: User, at: datetime
) -> NearRelativeDeclaration:
    """The unit's opinion; then it is the county's turn. Raises MovedOn, OwnAffair."""
    locked = _held(declaration)
    _move(locked, DeclarationStatus.REVIEWED, by)
    locked.save(update_fields=["status"])
    step = _step(locked, DeclarationStep.Kind.OPINION, "", words, by, at)
    data = {"by": by.pk, "words": words, **vouch((STEP, step))}
    record(Event(locked, KinshipEvent.OPINION_GIVEN, at, data))
    return locked


@transaction.atomic
def conclude(
    *, declaration: NearRelativeDeclaration, result: str, words: str, by: User, at: datetime
) -> NearRelativeDeclaration:
    """同意备案, 列入重点核查 or 退回. What is sent back counts no more: the person declares anew.

    Raises MovedOn, OwnAffair, TwoPeople.
    """
    locked = _held(declaration)
    _move(locked, result, by)
    if locked.steps.filter(kind=DeclarationStep.Kind.OPINION, by=by).exists():
        raise TwoPeople(ANOTHER_CONCLUDES)
    locked.save(update_fields=["status"])
    step = _step(locked, DeclarationStep.Kind.CONCLUSION, result, words, by, at)
    data = {"by": by.pk, "result": result, "words": words, **vouch((STEP, step))}
    record(Event(locked, KinshipEvent.CONCLUDED, at, data))
    log(locked, "kinship.conclude_declaration", user=by, data={"reason": words})
    if locked.status == DeclarationStatus.RETURNED:
        _send_back(locked, words, at)
    return locked


def _send_back(declaration: NearRelativeDeclaration, words: str, at: datetime) -> None:
    """It counts no more, nor does the fact it left; the one before counts again."""
    was_current = declaration.is_current
    declaration.is_current = False
    declaration.save(update_fields=["is_current"])
    earned = Credential.objects.filter(source=f"declaration:{declaration.pk}").first()
    if earned:
        revoke_credential(credential=earned, reason=words, at=at)
    rows = NearRelative.objects.filter(declaration=declaration)
    hashes = set(rows.values_list("id_number_hash", flat=True))
    before = NearRelativeDeclaration.objects.counting().filter(member=declaration.member)
    newest = before.exclude(pk=declaration.pk).order_by("-signed_at").first()
    if was_current and newest:
        newest.is_current = True
        newest.save(update_fields=["is_current"])
        hashes |= set(newest.relatives.values_list("id_number_hash", flat=True))
    compare_households(hashes=hashes, at=at)


def _step(
    declaration: NearRelativeDeclaration, kind: str, result: str, words: str, by: User, at: datetime
) -> DeclarationStep:
    return DeclarationStep.objects.create(
        declaration=declaration,
        kind=kind,
        result=result,
        words=words,
        by=by,
        by_name=str(by),
        at=at,
    )


@transaction.atomic
def note_reading(*, declaration: NearRelativeDeclaration, by: User, at: datetime) -> None:
    """Somebody other than the declarer opened it: that is evidence."""
    locked = _held(declaration)
    if locked.member.user_id != by.pk:
        record(Event(locked, KinshipEvent.READ, at, {"by": by.pk}))


@transaction.atomic
def unmask_declaration(
    *, declaration: NearRelativeDeclaration, reason: str, by: User, at: datetime
) -> WholeDeclaration:
    """The whole numbers, against a reason that is kept in the chain. Raises ReasonMissing."""
    reason = need_reason(reason)
    locked = _held(declaration)
    record(Event(locked, KinshipEvent.UNMASKED, at, {"by": by.pk, "reason": reason}))
    log(locked, "kinship.unmask_declaration", user=by, data={"reason": reason})
    return WholeDeclaration(
        locked.id_number,
        locked.phone,
        tuple(
            WholeRelative(row.name, row.id_number, row.registered_at, row.lives_at)
            for row in locked.relatives.all()
        ),
    )
