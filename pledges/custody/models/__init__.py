"""The models of custody agreements, one aggregate per file."""

from pledges.custody.models import agreement, check, signing

__all__ = ["agreement", "check", "signing"]
