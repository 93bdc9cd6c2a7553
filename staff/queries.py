"""Reads about people that join or annotate."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from staff.models import Credential, Member


def standing_of(member: Member, at: datetime) -> QuerySet[Credential]:
    """The member's live credentials, newest first."""
    return Credential.objects.filter(member=member).standing(at)


def with_credential(members: QuerySet, *, kind: str, at: datetime, **match: object) -> QuerySet:
    """Members who hold a live credential of `kind` (and `match`, on Credential's fields)."""
    held = Credential.objects.filter(member=OuterRef("pk"), kind=kind, **match).standing(at)
    return members.filter(Exists(held))
