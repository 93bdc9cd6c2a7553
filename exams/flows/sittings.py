"""Sittings: who is registered for them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError
from exams.models import Registration, Sitting
from staff.models import Member, User


class SittingOver(DomainError):
    code = "sitting_over"
    message = _("This sitting has closed. Make a new sitting for those who missed it.")


@transaction.atomic
def register_audience(*, sitting: Sitting, user: User | None, at: datetime) -> int:
    """Register everybody in post in the audience; returns how many are new.

    May be repeated when people join; nobody is registered twice. Raises SittingOver.
    """
    locked = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if locked.closes_at <= at:
        raise SittingOver
    members = Member.objects.active().under(locked.audience)
    new = members.exclude(registrations__sitting=locked)
    rows = [Registration(sitting=locked, member=member, registered_at=at) for member in new]
    Registration.objects.bulk_create(rows, batch_size=500)
    if rows:
        log(locked, "exams.register_audience", user=user, data={"new": len(rows)})
    return len(rows)
