"""The models of pledges, one aggregate per file."""

from pledges.rounds.models import envelope, template

__all__ = ["envelope", "template"]
