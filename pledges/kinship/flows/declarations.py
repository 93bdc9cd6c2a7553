"""Sheet A by the staff member: begun, written relative by relative, signed once."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib import chain
from cms.lib.crypto import lookup_hash
from cms.lib.dates import add_months, chinese_date
from cms.lib.errors import DomainError
from cms.lib.locks import held, next_number
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.engine.strokes import Signature, svg_path
from evidence.flows.chain import Event, record
from evidence.queries.rows import vouch
from pledges.kinship.engine import declaration as words
from pledges.kinship.engine.declaration import DeclarationStatus
from pledges.kinship.engine.matching import DutyKind
from pledges.kinship.flows.matching import compare_households, settle_reminders
from pledges.kinship.models.declaration import (
    DeclarationSignature,
    NearRelative,
    NearRelativeDeclaration,
)
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.queries.facts import digests, head_facts, signed_data
from pledges.kinship.queries.kept import DECLARED, RELATIVE, SIGNATURE
from pledges.kinship.queries.relatives import deadlines, duty_of, last_signed, lines_of, words_of
from staff.flows.standing import grant_credential
from staff.models.member import Member
from staff.models.user import User

Entropy = Callable[[int], bytes]
MOST_TYPED = 4000  # characters of one half-typed form
RELATIVE_FIELDS = (
    "relation",
    "name",
    "id_number",
    "registered_at",
    "lives_at",
    "aid",
    "state",
    "people",
    "monthly",
    "since",
    "took_part",
    "took_part_in",
)


class NotDraft(DomainError):
    code = "declaration_not_draft"
    message = _("This declaration is signed: what it says is fixed.")


class Incomplete(DomainError):
    code = "declaration_incomplete"
    message = _("Say first whether relatives apply for or receive assistance, and enter each one.")


class SameRelative(DomainError):
    code = "same_relative"
    message = _("This ID number is already on the declaration.")


class NotYourself(DomainError):
    code = "not_yourself"
    message = _("This is your own ID number. Enter the relative's.")


class WordsChanged(DomainError):
    code = "words_changed"
    message = _("The declaration has changed since you read it. Please read it again.")


def _held(declaration: NearRelativeDeclaration) -> NearRelativeDeclaration:
    return held(declaration, "member__organisation", "member__post")


def _lock_draft(declaration: NearRelativeDeclaration) -> NearRelativeDeclaration:
    locked = _held(declaration)
    if not locked.is_draft:
        raise NotDraft
    return locked


@transaction.atomic
def start_declaration(
    *, member: Member, at: datetime, entropy: Entropy = secrets.token_bytes
) -> NearRelativeDeclaration:
    """The member's draft: the one there is, or a new one filled from the last declaration."""
    locked = held(member, "organisation", "post")
    draft = NearRelativeDeclaration.objects.filter(member=locked).drafts().first()
    if draft:
        return draft
    last, due = last_signed(locked), duty_of(locked)
    today = timezone.localdate(at)
    head = f"申报-{locked.organisation.code}-{today.year}-{locked.staff_number}-"
    # Ahead of its time a declaration says that something has changed.
    early = last and due and due.kind == DutyKind.YEARLY and today < add_months(due.due_on, -2)
    draft = NearRelativeDeclaration.objects.create(
        member=locked,
        code=make_code(entropy(RANDOM_BYTES)),
        number=next_number(head, NearRelativeDeclaration.objects.all()),
        year=today.year,
        kind=DutyKind.CHANGE if early or due is None else due.kind,
        created_at=at,
        renews=last,
        category=last.category if last else "",
        phone=last.phone if last else locked.mobile,
        has_relatives=last.has_relatives if last else None,
        **_copied(locked),
    )
    for row in last.relatives.all() if last else ():
        row.pk, row.declaration, row.frozen = None, draft, False
        row._state.adding = True
        row.save()
    record(Event(draft, KinshipEvent.DRAFTED, at, {"by": locked.user_id, "number": draft.number}))
    return draft


def _copied(member: Member) -> dict[str, str]:
    """Name, number, unit and post as they are now."""
    return {
        "member_name": member.name,
        "id_number": member.id_number,
        "id_number_hash": member.id_number_hash,
        "organisation_name": member.organisation.name,
        "post_name": member.post.name,
    }


@transaction.atomic
def write_head(
    *, declaration: NearRelativeDeclaration, category: str, phone: str, has_relatives: bool
) -> NearRelativeDeclaration:
    """The first step of the form. Rows stay until the signature, in case "none" was a slip.

    Raises NotDraft.
    """
    locked = _lock_draft(declaration)
    locked.category, locked.phone, locked.has_relatives = category, phone, has_relatives
    locked.typed = ""
    locked.save()
    return locked


@transaction.atomic
def write_relative(
    *,
    declaration: NearRelativeDeclaration,
    values: dict,
    position: int | None = None,
    entropy: Entropy = secrets.token_bytes,
) -> NearRelative:
    """Add a relative, or change the one at `position`. Raises NotDraft, SameRelative, NotYourself.

    `values` are RELATIVE_FIELDS, checked by the form.
    """
    locked = _lock_draft(declaration)
    hashed = lookup_hash("id_number", values["id_number"])
    if hashed == locked.id_number_hash:
        raise NotYourself
    others = locked.relatives.exclude(position=position or 0)
    if others.filter(id_number_hash=hashed).exists():
        raise SameRelative
    row = locked.relatives.filter(position=position or 0).first()
    if row is None:
        last = locked.relatives.aggregate(last=Max("position"))["last"] or 0
        series = make_code(entropy(RANDOM_BYTES))
        row = NearRelative(declaration=locked, position=last + 1, series=series)
    for name in RELATIVE_FIELDS:
        setattr(row, name, values[name])
    row.id_number_hash = hashed
    row.save()
    locked.has_relatives, locked.typed = True, ""
    locked.save(update_fields=["has_relatives", "typed"])
    return row


@transaction.atomic
def remove_relative(*, declaration: NearRelativeDeclaration, position: int) -> None:
    """Take a relative off the draft. A repeat finds nothing to take off. Raises NotDraft."""
    locked = _lock_draft(declaration)
    locked.relatives.filter(position=position).delete()


@transaction.atomic
def keep_typed(*, declaration: NearRelativeDeclaration, step: str, values: dict[str, str]) -> None:
    """What stands half typed in the form of `step`, so that a reload loses nothing.

    Raises NotDraft.
    """
    locked = _lock_draft(declaration)
    typed = json.dumps({"step": step, "values": values}, ensure_ascii=False)
    locked.typed = typed if len(typed) <= MOST_TYPED else ""
    locked.save(update_fields=["typed"])


def typed_of(declaration: NearRelativeDeclaration, step: str) -> dict[str, str]:
    """What was half typed in the form of `step`."""
    kept = json.loads(declaration.typed) if declaration.typed else {}
    return kept.get("values", {}) if kept.get("step") == step else {}


def text_of(declaration: NearRelativeDeclaration) -> str:
    """The words that are read and signed, from the draft as it stands."""
    facts = head_facts(declaration, words_of("category"))
    return words.declaration_text(facts, lines_of(declaration) if declaration.has_relatives else [])


@transaction.atomic
def freeze_words(*, declaration: NearRelativeDeclaration) -> NearRelativeDeclaration:
    """Put the words and their digest on the draft, for reading. Raises NotDraft, Incomplete."""
    locked = _lock_draft(declaration)
    _freeze(locked)
    locked.save()
    return locked


def _freeze(draft: NearRelativeDeclaration) -> None:
    if draft.has_relatives is None or not draft.category or not draft.phone:
        raise Incomplete
    if draft.has_relatives and not draft.relatives.exists():
        raise Incomplete
    for name, value in _copied(draft.member).items():
        setattr(draft, name, value)
    draft.text = text_of(draft)
    draft.digest = words.text_digest(draft.text)


@transaction.atomic
def sign_declaration(
    *,
    declaration: NearRelativeDeclaration,
    digest: str,
    drawn: Signature,
    method: str,
    at: datetime,
    assertion: dict | None = None,
) -> NearRelativeDeclaration:
    """Sign, once: a repeat after a lost reply changes nothing and returns the same declaration.

    `digest` is that of the words the person read; the promise to step back stands in them.
    Raises Incomplete, WordsChanged; then nothing has changed.
    """
    locked = _held(declaration)
    if not locked.is_draft:
        return locked
    _freeze(locked)
    if locked.digest != digest:
        raise WordsChanged
    if not locked.has_relatives:
        locked.relatives.all().delete()
    locked.relatives.update(frozen=True)
    before = _supersede(locked)
    NearRelativeDeclaration.moves.to(locked, DeclarationStatus.SIGNED)
    locked.signed_at, locked.is_current = at, True
    locked.promised, locked.typed = True, ""
    locked.save()
    signature = DeclarationSignature.objects.create(
        declaration=locked,
        strokes=drawn.as_data(),
        path=svg_path(drawn),
        method=method,
        assertion=assertion,
        at=at,
    )
    relatives = list(locked.relatives.all())
    data = signed_data(locked, drawn.as_data(), method, len(relatives)) | _assertion(assertion)
    rows = vouch((DECLARED, locked), (SIGNATURE, signature), *((RELATIVE, r) for r in relatives))
    record(Event(locked, KinshipEvent.SIGNED, at, data | rows))
    grant_credential(member=locked.member, **credential_values(locked, at))
    settle_reminders(declaration=locked, at=at)
    compare_households(hashes=_hashes(locked, before), at=at)
    return locked


def _assertion(assertion: dict | None) -> dict:
    """A passkey's signature in the chain, by its digest."""
    return {"assertion": chain.digest(chain.canonical(assertion))} if assertion else {}


def _supersede(declaration: NearRelativeDeclaration) -> NearRelativeDeclaration | None:
    """The one that counted until now; it counts no more."""
    before = last_signed(declaration.member)
    if before:
        NearRelativeDeclaration.objects.filter(pk=before.pk).update(is_current=False)
    return before


def _hashes(*declarations: NearRelativeDeclaration | None) -> set[str]:
    rows = NearRelative.objects.filter(declaration__in=[one for one in declarations if one])
    return set(rows.values_list("id_number_hash", flat=True))


def statement(*, declaration: NearRelativeDeclaration, by: User) -> dict:
    """What a passkey signs, besides time and nonce: the digests of `signed_data`, whose, who."""
    return {"declaration": declaration.code, **digests(declaration), "user": by.pk}


def credential_values(declaration: NearRelativeDeclaration, at: datetime) -> dict:
    """The fact left on the person: declared, for as long as a declaration holds."""
    ends = add_months(timezone.localdate(at), deadlines().months)
    until = datetime.combine(ends, datetime.max.time().replace(microsecond=0))
    return {
        "kind": "pledge",
        "code": "declaration",
        "title": f"{words.TITLE}（{chinese_date(timezone.localdate(at))}）",
        "source": f"declaration:{declaration.pk}",
        "earned_at": at,
        "expires_at": timezone.make_aware(until),
    }


@transaction.atomic
def note_failed_confirmation(
    *, declaration: NearRelativeDeclaration, reason: str, at: datetime
) -> None:
    """Somebody at the keyboard could not prove to be the declarer: that is evidence, too."""
    record(Event(_held(declaration), KinshipEvent.CONFIRM_FAILED, at, {"reason": reason}))
