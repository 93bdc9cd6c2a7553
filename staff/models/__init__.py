"""The people models, one aggregate per file."""

from staff.models import accounts, member, organisation, roles, roster, standing, tries, user

__all__ = ["accounts", "member", "organisation", "roles", "roster", "standing", "tries", "user"]
