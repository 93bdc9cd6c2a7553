"""The pledge models, one aggregate per file. Import names from the files themselves."""

from pledges.models import envelope, evidence, template

__all__ = ["envelope", "evidence", "template"]
