"""Signatures under a custody agreement: acknowledged only once committed, each party once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError, MovedOn, TwoPeople
from cms.lib.locks import held
from evidence.engine.strokes import Signature, svg_path
from evidence.flows.chain import Event, record
from evidence.flows.files import expect_file
from evidence.queries.rows import vouch
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import CustodyStatus, Party
from pledges.custody.models.agreement import SIGNED_FILE, CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from pledges.custody.models.signing import CustodySignature
from pledges.custody.queries.facts import signature_data
from pledges.custody.queries.kept import IN_FORCE, SIGNATURE
from staff.engine.roles import Role
from staff.models.roles import RoleGrant
from staff.models.user import User


class NotYourTurn(DomainError):
    code = "not_your_turn"
    message = _("The township signs last. Others still have to sign.")


class IdentityUnseen(DomainError):
    code = "identity_unseen"
    message = _("Look at the identity document first and confirm it. Nothing was signed.")


class SameStrokes(DomainError):
    code = "same_strokes"
    message = _(
        "This is stroke for stroke a signature that already stands on this agreement. Each party"
        " signs with the own hand. Nothing was signed."
    )


HOSTED_ALL = _(
    "You were the clerk for all other parties. For the township another person of its HR signs."
    " Nothing was signed."
)
NOT_OF_THE_TOWNSHIP = _("For the township its own HR signs. Nothing was signed.")


class WitnessesMissing(DomainError):
    code = "witnesses_missing"
    message = _(
        "A mark instead of a name needs two different witnesses who are not parties. "
        "Nothing was signed."
    )


class TextUnread(DomainError):
    code = "text_unread"
    message = _("The text on this page is not the one to be signed. Reload the page.")


@dataclass(frozen=True)
class Ceremony:
    """What happened at the table: what was drawn, who was there, what was seen."""

    drawn: Signature
    digest: str
    method: str = CustodySignature.Method.DEVICE
    id_seen: bool = False
    is_mark: bool = False
    witnesses: Sequence[str] = field(default_factory=list)


@transaction.atomic
def sign_agreement(
    *,
    agreement: CustodyAgreement,
    party: Party,
    ceremony: Ceremony,
    host: User | None,
    at: datetime,
) -> CustodyAgreement:
    """Take one party's signature, once: a repeat after a lost reply changes nothing.

    With the last signature the agreement is in force. Raises MovedOn, NotYourTurn, TextUnread,
    IdentityUnseen, SameStrokes, WitnessesMissing, TwoPeople; then nothing has changed.
    """
    locked = held(agreement, "township")
    signed = set(locked.signatures.values_list("party", flat=True))
    if party in signed:
        return locked
    if not locked.is_signing or party not in locked.parties:
        raise MovedOn
    if party not in custody.may_sign_now(locked.capacity, signed):
        raise NotYourTurn
    _check(locked, party, ceremony)
    if party == Party.TOWNSHIP and host is not None:
        _check_township(locked, host, at)
    signature = make_signature(locked, party, ceremony, host, at)
    signature.save()
    data = signature_data(locked, signature) | vouch((SIGNATURE, signature))
    record(Event(locked, CustodyEvent.SIGNED, at, data))
    if not custody.left_to_sign(locked.capacity, signed | {party}):
        put_in_force(locked, at)
    return locked


def _check(agreement: CustodyAgreement, party: Party, ceremony: Ceremony) -> None:
    if ceremony.digest != agreement.digest:
        raise TextUnread
    at_the_table = ceremony.method == CustodySignature.Method.DEVICE
    if at_the_table and party != Party.TOWNSHIP and not ceremony.id_seen:
        raise IdentityUnseen
    drawn = ceremony.drawn.as_data()
    if any(row.strokes == drawn for row in agreement.signatures.all()):
        raise SameStrokes
    if ceremony.is_mark:
        need_witnesses(agreement, ceremony.witnesses)


def need_witnesses(agreement: CustodyAgreement, witnesses: Sequence[str]) -> None:
    """Two different people who are not parties. Raises WitnessesMissing."""
    names = {name.strip() for name in witnesses if name.strip()}
    sides = {agreement.party_name(side) for side in agreement.parties}
    if len(names) < custody.MAX_WITNESSES or names & sides:
        raise WitnessesMissing


def _check_township(agreement: CustodyAgreement, host: User, at: datetime) -> None:
    """The township speaks by its own HR, and never by who was the clerk for everybody else.

    Where nobody else of its own is left, HR of the county above stands in.
    """
    hosts = {row.host_id for row in agreement.signatures.all()}
    if hosts == {host.pk}:
        raise TwoPeople(HOSTED_ALL)
    own = RoleGrant.objects.live(at).filter(role=Role.HR, organisation=agreement.township)
    others = own.exclude(user__in=hosts) if len(hosts) == 1 else own
    signers = set(others.values_list("user", flat=True))
    if signers and host.pk not in signers:
        raise TwoPeople(NOT_OF_THE_TOWNSHIP)


def make_signature(
    agreement: CustodyAgreement, party: Party, ceremony: Ceremony, host: User | None, at: datetime
) -> CustodySignature:
    """The (unsaved) row."""
    return CustodySignature(
        agreement=agreement,
        party=party,
        name=agreement.party_name(party),
        method=ceremony.method,
        strokes=ceremony.drawn.as_data(),
        path=svg_path(ceremony.drawn),
        id_seen=ceremony.id_seen,
        is_mark=ceremony.is_mark,
        witnesses=[name.strip() for name in ceremony.witnesses if name.strip()],
        host=host,
        at=at,
    )


def put_in_force(agreement: CustodyAgreement, at: datetime) -> None:
    """Everybody signed. The caller holds the lock."""
    CustodyAgreement.moves.to(agreement, CustodyStatus.ACTIVE)
    agreement.activated_at = at
    since = max(agreement.starts_on, timezone.localdate(at))
    agreement.next_check_on = custody.next_check(since, agreement.check_cycle)
    agreement.save()
    open_links = agreement.links.filter(used_at__isnull=True, cancelled_at__isnull=True)
    open_links.update(cancelled_at=at)
    data = {"text": agreement.digest, **vouch((IN_FORCE, agreement))}
    record(Event(agreement, CustodyEvent.IN_FORCE, at, data))
    expect_file(subject=agreement.subject, kind=SIGNED_FILE, at=at)
