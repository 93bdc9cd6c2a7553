"""The people models, one aggregate per file."""

from staff.models import member, organisation, roles, roster, standing, user

__all__ = ["member", "organisation", "roles", "roster", "standing", "user"]
