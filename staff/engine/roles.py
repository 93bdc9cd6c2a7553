"""The roles a person can hold over a subtree of organisations, and which exclude each other."""

from enum import StrEnum


class Role(StrEnum):
    """Stored values; labels stand in `staff.models.roles`. Being staff needs no grant."""

    TRAINER = "trainer"
    REVIEWER = "reviewer"
    MARKER = "marker"
    HR = "hr"
    INSPECTOR = "inspector"
    ACCOUNTS = "accounts_admin"
    PERMISSIONS = "permissions_admin"
    AUDIT = "audit_admin"


# 三员分立: the three administrators are three different people (等保2.0 8.1.4.2).
ADMINISTRATORS = frozenset({Role.ACCOUNTS, Role.PERMISSIONS, Role.AUDIT})
# A second factor is expected of these (ASVS 6.3.3).
SENSITIVE = ADMINISTRATORS | {Role.HR, Role.INSPECTOR, Role.MARKER}
# Read-only by law of the role, and never without an end date.
TIME_BOXED = frozenset({Role.INSPECTOR})
