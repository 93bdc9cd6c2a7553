"""The models of pledges, one aggregate per file."""

from pledges.rounds.models import envelope, events, template

__all__ = ["envelope", "events", "template"]
