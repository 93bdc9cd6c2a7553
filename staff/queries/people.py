"""Reads about people that join or annotate."""

from datetime import datetime
from decimal import Decimal

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    QuerySet,
    Sum,
    Value,
    When,
)

from staff.models.member import Member
from staff.models.standing import Credential


def standing_of(member: Member, at: datetime) -> QuerySet[Credential]:
    """The member's live credentials, newest first."""
    return Credential.objects.filter(member=member).standing(at)


def with_credential(members: QuerySet, *, kind: str, at: datetime, **match: object) -> QuerySet:
    """Members who hold a live credential of `kind` (and `match`, on Credential's fields)."""
    held = Credential.objects.filter(member=OuterRef("pk"), kind=kind, **match).standing(at)
    return members.filter(Exists(held))


# --- One person's record


def credentials_of(member: Member, at: datetime) -> QuerySet[Credential]:
    """Everything the member earned up to `at`, newest first.

    Each row has `state`: "live", "expired" or "revoked", and the revocation (if any) joined.
    """
    revoked = Credential.objects.filter(revokes=OuterRef("pk"), earned_at__lte=at)
    return (
        Credential.objects.filter(member=member, earned_at__lte=at)
        .exclude(kind=Credential.Kind.REVOCATION)
        .annotate(
            state=Case(
                When(Exists(revoked), then=Value("revoked")),
                When(expires_at__lte=at, then=Value("expired")),
                default=Value("live"),
                output_field=CharField(),
            )
        )
        .select_related("revoked_by")
    )


def credit_hours(member: Member, year: int, at: datetime) -> Decimal:
    """Credit hours 学时 earned in a calendar year: the sum of unrevoked training credentials."""
    earned = credentials_of(member, at).filter(kind=Credential.Kind.TRAINING, earned_at__year=year)
    return earned.exclude(state="revoked").aggregate(sum=Sum("value"))["sum"] or Decimal(0)


# --- HR's figures. Per figure two grouped counts, whatever the size of the tree.
