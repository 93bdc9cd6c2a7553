"""A modest limit for pages without log-in, counted in the shared cache per address."""

from evidence.adapters.accounts import is_within_rate

VERIFY_RATE = "60/10m/ip"


def may_verify(request) -> bool:
    """Whether this address may check one more file or code now."""
    return is_within_rate(request, app="evidence", action="verify", rate=VERIFY_RATE)
