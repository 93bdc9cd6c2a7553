"""What this app lends to the shared pages; found when the apps are ready."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cms.lends import (
    AREAS,
    CARDS,
    ENTERS_ADMIN,
    NEEDS_SECOND_FACTOR,
    SETUPS,
    STILL_MAY,
    Area,
    DeskCard,
)
from staff.engine.roles import SENSITIVE
from staff.flows import groups
from staff.flows.exports import still_reaches
from staff.permissions import POLICY
from staff.queries.accounts import unseen_notices


@ENTERS_ADMIN.add
def bring_groups_up_to_date(request) -> None:
    """A grant that ran out a second ago opens nothing, whatever the ten-minute task has done."""
    if groups.sync_groups(user=request.user, at=timezone.now()):
        for cached in [name for name in vars(request.user) if name.endswith("perm_cache")]:
            delattr(request.user, cached)


@NEEDS_SECOND_FACTOR.add
def lacks_second_factor(request) -> bool:
    """Sensitive roles without an authenticator (ASVS 6.3.3): the admin stays shut as a whole."""
    roles = {grant.role for grant in POLICY.grants(request.user)}
    return bool(roles & SENSITIVE) and POLICY.lacks_factor(request.user)


@CARDS.add
def second_factor_first(request, at: datetime) -> list[DeskCard]:
    """Where a role is held back until its holder can prove twice who they are."""
    if not POLICY.held_back(request.user):
        return []
    title = _("Set up a second proof of identity")
    detail = _("Your role lets you see and decide about others. It opens after that.")
    return [DeskCard("task", title, detail, reverse("mfa_index"), _("Set it up"), due_at=at)]


@CARDS.add
def told_of_the_account(request, at: datetime) -> list[DeskCard]:
    """What others did to the account, until its holder has read it."""
    count = unseen_notices(request.user).count()
    if not count:
        return []
    detail = ngettext(
        "%(count)d thing was done to it by somebody else.",
        "%(count)d things were done to it by others.",
        count,
    ) % {"count": count}
    url = reverse("staff:notices")
    return [DeskCard("task", _("Your account"), detail, url, _("Look at it"), due_at=at)]


@AREAS.add
def areas(request) -> list[Area]:
    """The own record for everybody."""
    return [Area(_("My record"), reverse("staff:me"), "user", 80)]


STILL_MAY.add(still_reaches)
SETUPS.add(groups.set_up, order=0)
