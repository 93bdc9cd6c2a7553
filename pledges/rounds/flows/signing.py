"""Show a member the text, freeze it, and take the signature: acknowledged only once committed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib import chain
from cms.lib.dates import chinese_date
from cms.lib.errors import DomainError
from cms.lib.locks import held
from evidence.engine import reading
from evidence.engine.grade_inputs import Manner
from evidence.engine.strokes import Signature, svg_path
from evidence.flows.chain import Event, record
from evidence.flows.files import expect_file
from evidence.queries.consents import consent_of
from evidence.queries.rows import vouch
from pledges.rounds.engine import document
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.flows.ending import supersede_earlier
from pledges.rounds.flows.rounds import RoundClosed
from pledges.rounds.models.envelope import SIGNED_FILE, Envelope, SignatureMark
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.queries.envelopes import filing_authority
from pledges.rounds.queries.kept import MARK, SIGNED
from staff.flows.standing import grant_credential
from staff.models.member import Member
from staff.models.user import User

UNKNOWN = Manner()


class AgreementMissing(DomainError):
    code = "agreement_missing"
    message = _("Sign the agreement on electronic signatures first.")


class TextChanged(DomainError):
    code = "text_changed"
    message = _("Your unit or post has changed since you read the text. Please read it again.")


class ClausesUnread(DomainError):
    code = "clauses_unread"
    message = _("Confirm every clause first. Still open: %(clauses)s.")


def field_values(envelope: Envelope, member: Member) -> dict[str, str]:
    """What the placeholders of the template stand for, for this member now."""
    return {
        "所在单位": member.organisation.name,
        "县级民政部门": filing_authority(member.organisation).name,
        "姓名": member.name,
        "单位": member.organisation.name,
        "岗位": member.post.name,
        "工作内容": document.DUTIES[member.category],
        "年度": str(envelope.round.year),
        "到期日": chinese_date(envelope.round.valid_until),
    }


def freeze(envelope: Envelope, member: Member, at: datetime) -> bool:
    """Put the member's text into the (unsaved) envelope; whether it differs from before."""
    filled = document.fill(envelope.round.version.text, field_values(envelope, member))
    fresh = document.digest(filled)
    if fresh == envelope.digest:
        return False
    envelope.text = {
        "title": filled.title,
        "preamble": filled.preamble,
        "clauses": [clause.as_dict() for clause in filled.clauses],
        "closing": filled.closing,
    }
    envelope.digest, envelope.viewed_at = fresh, at
    envelope.member_name = member.name
    envelope.organisation_name = member.organisation.name
    envelope.post_name = member.post.name
    return True


def _member(envelope: Envelope) -> Member:
    return Member.objects.select_related("organisation", "post").get(pk=envelope.member_id)


@transaction.atomic
def view_envelope(*, envelope: Envelope, at: datetime) -> Envelope:
    """Freeze what the member is about to read; a signed or closed envelope stays as it is.

    A move or a new post since the last reading freezes the text anew.
    """
    locked = held(envelope, "round__version")
    if not locked.is_unsigned or not locked.round.is_open:
        return locked
    if not freeze(locked, _member(locked), at):
        return locked
    if locked.status == EnvelopeStatus.OPEN:
        Envelope.moves.to(locked, EnvelopeStatus.VIEWED)
    locked.save()
    record(Event(locked, PledgeEvent.VIEWED, at, {"text": locked.digest}))
    return locked


@transaction.atomic
def sign_envelope(
    *,
    envelope: Envelope,
    digest: str,
    drawn: Signature,
    ticks: Collection[int],
    method: str,
    at: datetime,
    manner: Manner = UNKNOWN,
) -> Envelope:
    """Sign, once: a repeat after a lost reply changes nothing and returns the same envelope.

    `digest` is that of the text the person read, `ticks` the clause numbers confirmed (from 1),
    `method` how the person was confirmed a moment ago, `manner` how the text was read. Raises
    RoundClosed, AgreementMissing, TextChanged, ClausesUnread; then nothing has changed.
    """
    locked = held(envelope, "round__version")
    if locked.is_signed:
        return locked
    if not locked.round.is_open:
        raise RoundClosed
    member = _member(locked)
    agreed = consent_of(member)
    if agreed is None:
        raise AgreementMissing
    if locked.digest != digest or freeze(locked, member, at):
        raise TextChanged
    _check_ticks(len(locked.text["clauses"]), set(ticks))
    mark = make_mark(locked, drawn, method, at)
    mark.save()
    Envelope.moves.to(locked, EnvelopeStatus.SIGNED)
    locked.signed_at = at
    locked.save(update_fields=["status", "signed_at"])
    data = signed_data(locked, mark, agreed.digest) | {
        "least_seconds": least_seconds(locked),
        "manner": manner.as_data(),
        **vouch((SIGNED, locked), (MARK, mark)),
    }
    record(Event(locked, PledgeEvent.SIGNED, at, data))
    grant_credential(member=member, **credential_values(locked, at))
    supersede_earlier(envelope=locked, at=at)
    expect_file(subject=locked.subject, kind=SIGNED_FILE, at=at)
    return locked


def _check_ticks(clauses: int, ticks: set[int]) -> None:
    """A tick for a clause that is not there belongs to another text."""
    numbers = set(range(1, clauses + 1))
    if ticks - numbers:
        raise TextChanged
    if numbers - ticks:
        raise ClausesUnread(clauses="、".join(map(document.numeral, sorted(numbers - ticks))))


@transaction.atomic
def note_failed_confirmation(*, envelope: Envelope, reason: str, at: datetime) -> None:
    """Somebody at the keyboard could not prove to be the signer: that is evidence, too."""
    locked = held(envelope, "round__version")
    record(Event(locked, PledgeEvent.CONFIRM_FAILED, at, {"reason": reason}))


def least_seconds(envelope: Envelope) -> int:
    """Seconds that reading this envelope's text takes at least."""
    return reading.least_seconds(len(document.canonical_text(envelope.pledge)))


def make_mark(envelope: Envelope, drawn: Signature, method: str, at: datetime) -> SignatureMark:
    """The (unsaved) signature."""
    return SignatureMark(
        envelope=envelope,
        strokes=drawn.as_data(),
        path=svg_path(drawn),
        method=method,
        made_at=at,
    )


def digests(envelope: Envelope, agreement: str) -> dict[str, str]:
    """The texts a signature stands under. `agreement`: the digest of what the member agreed to."""
    version = envelope.round.version
    return {
        "text": envelope.digest,
        "version": version.digest,
        "consent": chain.digest(version.consent.encode()),
        "agreement": agreement,
    }


def statement(*, envelope: Envelope, by: User) -> dict:
    """What a passkey signs, besides time and nonce: the digests of `signed_data`, whose, who."""
    agreed = consent_of(envelope.member)
    texts = digests(envelope, agreed.digest if agreed else "")
    return {"envelope": envelope.code, **texts, "user": by.pk}


def signed_data(envelope: Envelope, mark: SignatureMark, agreement: str) -> dict:
    """What the evidence entry of a signature says."""
    return {
        **digests(envelope, agreement),
        "signature": chain.digest(chain.canonical(mark.strokes)),
        "clauses": len(envelope.text["clauses"]),
        "method": mark.method,
        "member": envelope.member_id,
    }


def credential_values(envelope: Envelope, at: datetime) -> dict:
    """The fact left on the person: valid to the end of the round's last day."""
    ends = envelope.round.valid_until + timedelta(days=1)
    return {
        "kind": "pledge",
        "code": f"pledge:{envelope.round.version.template_id}",
        "title": envelope.round.version.title,
        "source": f"pledge:{envelope.pk}",
        "earned_at": at,
        "expires_at": timezone.make_aware(datetime.combine(ends, datetime.min.time())),
    }
