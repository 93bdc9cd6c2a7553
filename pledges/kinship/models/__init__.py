"""The models of near relatives, one aggregate per file."""

from pledges.kinship.models import declaration, events, household, matching

__all__ = ["declaration", "events", "household", "matching"]
