"""Log-in sessions made beforehand: scrypt is dear, and a log-in is not what is measured."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from cms.middleware import SEEN
from staff.models.user import User


def make_sessions(users: Iterable[User]) -> dict[str, str]:
    """The session key of each user, by user name; the sessions are as a log-in leaves them."""
    store, rows, keys = SessionStore(), [], {}
    expires = timezone.now() + timedelta(hours=12)
    for user in users:
        key = keys[user.username] = store._get_new_session_key()
        data = {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": "staff.queries.login.StaffNumberOrPhoneBackend",
            "_auth_user_hash": user.get_session_auth_hash(),
            SEEN: timezone.now().timestamp(),
        }
        rows.append(Session(session_key=key, session_data=store.encode(data), expire_date=expires))
    Session.objects.bulk_create(rows)
    return keys
