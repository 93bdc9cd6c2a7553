"""Log-in by staff number or, when it belongs to one person only, by mobile number."""

from django.contrib.auth.backends import ModelBackend

from cms.lib.crypto import lookup_hash
from staff.engine.identity import BadIdentity, parse_mobile
from staff.models import Member, User


class StaffNumberOrPhoneBackend(ModelBackend):
    """A shared township phone identifies nobody: then only the staff number logs in."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        return super().authenticate(
            request, username=self._account_name(username.strip()), password=password
        )

    def _account_name(self, typed: str) -> str:
        try:
            hashed = lookup_hash("mobile", parse_mobile(typed))
        except BadIdentity:
            return typed
        names = list(
            Member.objects.active()
            .filter(mobile_hash=hashed, user__isnull=False)
            .values_list("user__username", flat=True)[:2]
        )
        return names[0] if len(names) == 1 else typed

    def user_can_authenticate(self, user: User) -> bool:
        """Leavers are inactive; an inactive account never logs in."""
        return bool(user.is_active)
