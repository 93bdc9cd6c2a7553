"""The evidence models, one aggregate per file."""

from evidence.models import anchor, certificate, chain, consent, stored, timestamp, warning

__all__ = ["anchor", "certificate", "chain", "consent", "stored", "timestamp", "warning"]
