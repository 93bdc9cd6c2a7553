"""Grant and revoke credentials: the only writers of `staff.models.standing`."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from staff.models.member import Member
from staff.models.standing import Credential


class AlreadyRevoked(DomainError):
    code = "already_revoked"
    message = _("This credential has already been revoked.")


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
    return Credential.objects.get_or_create(
        source=source,
        defaults={
            "member": member,
            "kind": kind,
            "code": code,
            "title": title,
            "value": value,
            "earned_at": earned_at,
            "expires_at": expires_at,
            "member_name": member.name,
            "organisation_name": member.organisation.name,
            "post_name": member.post.name,
        },
    )


@transaction.atomic
def revoke_credential(*, credential: Credential, reason: str, at: datetime) -> Credential:
    """End a credential by a second row that points at it. Raises AlreadyRevoked."""
    locked = Credential.objects.select_for_update().get(pk=credential.pk)
    if Credential.objects.filter(revokes=locked).exists():
        raise AlreadyRevoked
    return Credential.objects.create(
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
