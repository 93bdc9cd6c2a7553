"""The item models, one aggregate per file."""

from bank.models import imports, items, topics

__all__ = ["imports", "items", "topics"]
