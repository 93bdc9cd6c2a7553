"""allauth's hooks into this house: nobody signs up, and a password change is recorded."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone

from staff.flows.passwords import change_password


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Accounts come from the roster only."""
        return False

    def set_password(self, user, password) -> None:
        change_password(user=user, password=password, at=timezone.now())
