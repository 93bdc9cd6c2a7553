"""The item models, one aggregate per file."""

from bank.models import imports, items

__all__ = ["imports", "items"]
