"""Set passwords, remembering earlier ones."""

from datetime import datetime

from django.db import transaction

from staff.models import PasswordRecord, User


@transaction.atomic
def change_password(*, user: User, password: str, at: datetime) -> None:
    """Give the account its holder's own password; the old hash joins the history."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.has_usable_password():
        PasswordRecord.objects.create(user=locked, password=locked.password, set_at=at)
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
