"""What we use of allauth that it calls internal: its word for "may change". Here and nowhere else.

`tests/evidence/adapters/test_accounts.py` fails when allauth moves one of them or asks for
something else.
"""

from allauth.core.internal.ratelimit import consume
from allauth.mfa.webauthn.internal.auth import get_credentials


def is_within_rate(request, *, app: str, action: str, rate: str) -> bool:
    """Whether this address may do it once more; every asking counts, a GET included."""
    used = consume(request, app=app, action=action, config={action: rate}, limit_get=True)
    return used is not None


def passkeys_of(user) -> list:
    """The user's passkeys, each with `credential_id` and `public_key`."""
    return get_credentials(user)
