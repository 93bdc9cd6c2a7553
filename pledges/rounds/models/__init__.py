"""The models of pledges, one aggregate per file."""

from pledges.rounds.models import envelope, reminder, template

__all__ = ["envelope", "reminder", "template"]
