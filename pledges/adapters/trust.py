"""Whom this house believes when it checks a seal: the one place that is asked."""

from pledges.engine.trust import Trust


def trust_store() -> Trust:
    return Trust()
