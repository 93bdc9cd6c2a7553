"""Sittings: who is registered for them."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError
from cms.lib.locks import held
from exams.models.sitting import Registration, Sitting
from exams.queries.audience import audience_of, resit_groups
from staff.models.user import User


class SittingOver(DomainError):
    code = "sitting_over"
    message = _("This sitting has closed. Make a new sitting for those who missed it.")


class ResitAudience(DomainError):
    code = "resit_audience"
    message = _("The audience of a resit was fixed when it was made.")


class SittingStillOpen(DomainError):
    code = "sitting_still_open"
    message = _("The sitting has not closed yet: nobody has failed or been absent for good.")


class ResitInThePast(DomainError):
    code = "resit_in_the_past"
    message = _("The resit must open after now and close after it opens.")


class NobodyToCall(DomainError):
    code = "nobody_to_call"
    message = _("Nobody in these groups is left to be called.")


@transaction.atomic
def make_resit(
    *,
    sitting: Sitting,
    groups: Collection[str],
    opens_at: datetime,
    closes_at: datetime,
    ceiling: Decimal | None,
    user: User,
    at: datetime,
) -> Sitting:
    """补考: a new sitting on the same paper for those of a closed one who failed or missed it.

    `groups` of failed, absent, deferred; who has been called to an earlier resit of this sitting is
    left out. Raises SittingStillOpen, ResitInThePast, NobodyToCall.
    """
    first = held(sitting)
    if first.closes_at > at:
        raise SittingStillOpen
    if opens_at <= at or closes_at <= opens_at:
        raise ResitInThePast
    rows = resit_groups(first, at)
    called = {row.member_id for code in groups for row in rows[code]}
    called -= set(first.resits.values_list("registrations__member", flat=True))
    if not called:
        raise NobodyToCall
    resit = Sitting.objects.create(
        exam=first.exam,
        title=_("%(sitting)s (resit %(n)d)")
        % {"sitting": first.title[:100], "n": first.resits.count() + 1},
        paper=first.paper,
        audience=first.audience,
        opens_at=opens_at,
        closes_at=closes_at,
        minutes=first.minutes,
        pass_mark=first.pass_mark,
        release_policy=first.release_policy,
        show_scored=first.show_scored,
        show_closed=first.show_closed,
        reveal=first.reveal,
        record_leaving=first.record_leaving,
        resit_of=first,
        ceiling=ceiling,
    )
    Registration.objects.bulk_create(
        [Registration(sitting=resit, member_id=pk, registered_at=at) for pk in sorted(called)],
        batch_size=500,
    )
    data = {"of": first.pk, "groups": sorted(groups), "people": len(called)}
    log(resit, "exams.make_resit", user=user, data=data)
    return resit


@transaction.atomic
def register_audience(*, sitting: Sitting, user: User | None, at: datetime) -> int:
    """Register everybody whom the sitting calls; returns how many are new.

    May be repeated when people join; nobody is registered twice. Raises SittingOver, and
    ResitAudience for a resit, whose audience was fixed when it was made.
    """
    locked = held(sitting)
    if locked.closes_at <= at:
        raise SittingOver
    if locked.resit_of_id:
        raise ResitAudience
    new = audience_of(locked, at).called.exclude(registrations__sitting=locked)
    rows = [Registration(sitting=locked, member=member, registered_at=at) for member in new]
    Registration.objects.bulk_create(rows, batch_size=500)
    if rows:
        log(locked, "exams.register_audience", user=user, data={"new": len(rows)})
    return len(rows)
