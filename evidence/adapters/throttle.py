"""A modest limit for pages without log-in, counted in the shared cache per address."""

from allauth.core.internal.ratelimit import consume

VERIFY_RATE = "60/10m/ip"


def may_verify(request) -> bool:
    """Whether this address may check one more file or code now."""
    config = {"verify": VERIFY_RATE}
    used = consume(request, app="pledges", action="verify", config=config, limit_get=True)
    return used is not None
