"""The models of near relatives, one aggregate per file."""

from pledges.kinship.models import declaration, household, matching

__all__ = ["declaration", "household", "matching"]
