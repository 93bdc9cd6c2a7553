"""Reads about whom a round asks."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from pledges.rounds.engine.audience import came_back, last_return
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.models.template import PledgeTemplateVersion
from pledges.rounds.queries.envelopes import epochs
from staff.models.member import Appointment, Member
from staff.models.organisation import Organisation

CHUNK = 500
# Asked once, and may be asked anew.
ASKED_NO_MORE = (EnvelopeStatus.EXPIRED, EnvelopeStatus.REVOKED)


def members_to_ask(
    version: PledgeTemplateVersion, organisation: Organisation, year: int
) -> QuerySet[Member]:
    """Active members of the subtree not yet asked to sign these words this year, by unit.

    Versions that differ by editorial changes only are the same words here. Who signed, left and
    came back is asked again where the template says so.
    """
    template = version.template
    epoch = epochs(template.pk)
    same = [pk for pk, number in epoch.items() if number == epoch.get(version.pk)]
    envelopes = Envelope.objects.filter(round__version__in=same, round__year=year)
    asked = envelopes.filter(member=OuterRef("pk")).exclude(status__in=ASKED_NO_MORE)
    wanted = ~Exists(asked)
    members = Member.objects.active().under(organisation)
    if template.again_on_return and (back := _returned(members, envelopes)):
        wanted |= Q(pk__in=back)
    members = members.filter(wanted)
    posts = list(template.posts.values_list("pk", flat=True))
    if posts:
        members = members.filter(post__in=posts)
    if template.categories:
        members = members.filter(category__in=template.categories)
    return members.select_related("organisation", "post").order_by(
        "organisation__path", "staff_number"
    )


def _returned(members: QuerySet[Member], envelopes: QuerySet[Envelope]) -> list[int]:
    """Who of `members` came back after their last signature among `envelopes`."""
    moved = members.annotate(posts=Count("appointments")).filter(posts__gt=1)
    back = back_since(moved.values_list("pk", flat=True))
    mine = envelopes.filter(member__in=back)
    waiting = set(mine.unsigned().values_list("member", flat=True))
    signed: dict[int, date] = {}
    for pk, when in mine.filter(signed_at__isnull=False).values_list("member", "signed_at"):
        signed[pk] = max(timezone.localdate(when), signed.get(pk, date.min))
    returned = {pk for pk, day in back.items() if came_back(day, signed.get(pk))}
    return sorted(returned - waiting)


def back_since(members: Iterable[int]) -> dict[int, date]:
    """Of these members those who had left once: since when they are back."""
    wanted, posts = list(members), {}
    for start in range(0, len(wanted), CHUNK):
        rows = Appointment.objects.filter(member__in=wanted[start : start + CHUNK])
        for member, starts, ends in rows.values_list("member", "starts_on", "ends_on"):
            posts.setdefault(member, []).append((starts, ends))
    found = {member: last_return(held) for member, held in posts.items()}
    return {member: day for member, day in found.items() if day is not None}
