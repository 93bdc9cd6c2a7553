"""Who is to sit: the audience of a sitting over the roster of the day."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from exams.models.sitting import Registration, Sitting
from exams.queries.registers import register_rows, with_outcome
from staff.models.member import Member
from staff.models.standing import Credential

RESIT_GROUPS = ("failed", "absent", "deferred")


@dataclass(frozen=True)
class Audience:
    """Who is called, and who of the organisation is not and why."""

    called: QuerySet[Member]
    other_post: QuerySet[Member]
    no_credential: QuerySet[Member]


def audience_of(sitting: Sitting, at: datetime) -> Audience:
    """Everybody in post in the organisation, by the sitting's posts and required credential."""
    everybody = Member.objects.active().under(sitting.audience)
    posts = list(sitting.posts.values_list("pk", flat=True))
    in_post = everybody.filter(post__in=posts) if posts else everybody
    others = everybody.exclude(post__in=posts) if posts else everybody.none()
    if not sitting.credential:
        return Audience(in_post, others, everybody.none())
    held = Credential.objects.standing(at).filter(member=OuterRef("pk"), code=sitting.credential)
    return Audience(in_post.filter(Exists(held)), others, in_post.filter(~Exists(held)))


def resit_groups(sitting: Sitting, at: datetime) -> dict[str, QuerySet[Registration]]:
    """Who may be called to a resit of a closed sitting, by reason."""
    rows = register_rows(Registration.objects.filter(sitting=sitting))
    return {code: with_outcome(rows, code, at) for code in RESIT_GROUPS}
