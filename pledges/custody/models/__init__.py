"""The models of custody agreements, one aggregate per file."""

from pledges.custody.models import agreement, check, events, signing

__all__ = ["agreement", "check", "events", "signing"]
