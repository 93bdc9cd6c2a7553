"""Reads about what is asked for and done to accounts."""

from django.db.models import Q, QuerySet

from staff.models.accounts import AccountNotice, AccountRequest
from staff.models.user import User
from staff.permissions import POLICY


def requests_for(user: User) -> QuerySet[AccountRequest]:
    """Open requests that `user` may decide about, and the own ones; never one about oneself."""
    reach = POLICY.scope(user, "staff.confirm_account", User.objects.all())
    mine = Q(asked_by=user) | Q(user__in=reach)
    waiting = AccountRequest.objects.filter(mine, state=AccountRequest.State.OPEN)
    return waiting.exclude(user=user).select_related("user", "asked_by")


def notices_of(user: User) -> QuerySet[AccountNotice]:
    """What others did to the account, newest first."""
    return AccountNotice.objects.filter(user=user).select_related("by")


def unseen_notices(user: User) -> QuerySet[AccountNotice]:
    """Those that the holder has not said to have read."""
    return AccountNotice.objects.filter(user=user, seen_at__isnull=True)
