"""The people models, one aggregate per file."""

from staff.models.member import Appointment, Member
from staff.models.organisation import Division, DivisionAlias, Organisation, Post
from staff.models.roles import RoleGrant
from staff.models.roster import RosterChange, RosterImport, RosterLine, UnmaskEvent
from staff.models.standing import Credential
from staff.models.user import ActivationCode, PasswordRecord, User

__all__ = [
    "ActivationCode",
    "Appointment",
    "Credential",
    "Division",
    "DivisionAlias",
    "Member",
    "Organisation",
    "PasswordRecord",
    "Post",
    "RoleGrant",
    "RosterChange",
    "RosterImport",
    "RosterLine",
    "UnmaskEvent",
    "User",
]
