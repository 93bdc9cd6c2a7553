"""Set passwords, remembering earlier ones."""

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from cms.lib.locks import held
from cms.settings.security import PASSWORD_HISTORY
from staff.models.user import PasswordRecord, User


@transaction.atomic
def change_password(*, user: User, password: str, at: datetime) -> None:
    """Give the account its holder's own password; the old hash joins the history.

    `password` has passed the validators. Every other session of the account ends, because
    the session hash is made from the password.
    """
    locked = held(user)
    if locked.has_usable_password():
        PasswordRecord.objects.create(user=locked, password=locked.password, set_at=at)
    _forget_old_records(locked)
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    log(instance=user, action="staff.change_password", user=user)


def _forget_old_records(user: User) -> None:
    newest = user.password_records.order_by("-pk").values_list("pk", flat=True)[:PASSWORD_HISTORY]
    user.password_records.exclude(pk__in=list(newest)).delete()
