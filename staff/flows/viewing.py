"""Looking at other people's data leaves a trace."""

from wagtail.log_actions import log

from staff.models.member import Member
from staff.models.user import User


def note_record_view(*, member: Member, by: User) -> None:
    """Write down that somebody opened another person's record; the own one is not noted."""
    if member.user_id != by.pk:
        log(instance=member, action="staff.view_record", user=by)
