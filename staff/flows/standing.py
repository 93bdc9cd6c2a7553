"""Grant and revoke credentials: the only writers of `staff.models.standing`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cms.lends import Testimony, testify
from cms.lib.errors import DomainError
from cms.lib.locks import held
from staff.models.member import Member
from staff.models.standing import Credential

BATCH = 500


class AlreadyRevoked(DomainError):
    code = "already_revoked"
    message = _("This credential has already been revoked.")


@dataclass(frozen=True)
class Earned:
    """A fact to leave on a person. `source` names the event that earned it, once for all time.

    `organisation_name` and `post_name` are those of the event; empty means the present ones.
    """

    member: Member
    kind: str
    code: str
    title: str
    source: str
    earned_at: datetime
    value: Decimal = Decimal(0)
    expires_at: datetime | None = None
    organisation_name: str = ""
    post_name: str = ""

    def values(self) -> dict:
        """The columns of the row, but for its source."""
        return {
            "member": self.member,
            "kind": self.kind,
            "code": self.code,
            "title": self.title,
            "value": self.value,
            "earned_at": self.earned_at,
            "expires_at": self.expires_at,
            "member_name": self.member.name,
            "organisation_name": self.organisation_name or self.member.organisation.name,
            "post_name": self.post_name or self.member.post.name,
        }


@transaction.atomic
def grant_credential(
    *,
    member: Member,
    kind: str,
    code: str,
    title: str,
    source: str,
    earned_at: datetime,
    value: Decimal = Decimal(0),
    expires_at: datetime | None = None,
) -> tuple[Credential, bool]:
    """Leave a fact on the person; (credential, created).

    `source` names the event that earned it: a second call with the same source changes
    nothing and returns the first credential with False.
    """
    earned = Earned(member, kind, code, title, source, earned_at, value, expires_at)
    row, made = Credential.objects.get_or_create(source=source, defaults=earned.values())
    if made:
        _testify([row])
    return row, made


@transaction.atomic
def grant_many(*, earned: Iterable[Earned]) -> int:
    """Leave many facts at once; how many are new. A source that is known changes nothing."""
    facts = list(earned)
    sources = [fact.source for fact in facts]
    known = set(Credential.objects.filter(source__in=sources).values_list("source", flat=True))
    rows = [
        Credential(source=fact.source, **fact.values())
        for fact in facts
        if fact.source not in known
    ]
    made = Credential.objects.bulk_create(rows, batch_size=BATCH)
    _testify(made)
    return len(made)


def _testify(rows: Iterable[Credential]) -> None:
    """Each has a chain of its own: a hundred at once wait for nobody."""
    testify(
        *(
            Testimony(f"credential:{row.pk}", "granted", row.earned_at, (("credential", row),))
            for row in rows
        )
    )


@transaction.atomic
def revoke_credential(*, credential: Credential, reason: str, at: datetime) -> Credential:
    """End a credential by a second row that points at it. Raises AlreadyRevoked."""
    locked = held(credential)
    if Credential.objects.filter(revokes=locked).exists():
        raise AlreadyRevoked
    row = Credential.objects.create(
        member_id=locked.member_id,
        kind=Credential.Kind.REVOCATION,
        code=locked.code,
        title=locked.title,
        earned_at=at,
        source=f"revocation:{locked.pk}",
        member_name=locked.member_name,
        organisation_name=locked.organisation_name,
        post_name=locked.post_name,
        revokes=locked,
        reason=reason,
    )
    _testify([row])
    return row
