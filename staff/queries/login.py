"""Log-in by staff number or, when it belongs to one person only, by mobile number."""

from django.contrib.auth.backends import ModelBackend

from cms.lib.crypto import lookup_hash
from staff.engine.identity import BadIdentity, clean_text, narrow, parse_mobile
from staff.models.member import Member
from staff.models.user import User


def account_name(typed: str) -> str:
    """The username behind what a person typed; what names nobody comes back as typed.

    Usernames and staff numbers win over phones. A shared township phone identifies nobody:
    then only the staff number logs in. Staff numbers may be typed full-width or in small
    letters, as phone keyboards like to.
    """
    text = clean_text(typed)
    spellings = {text, narrow(text).upper()}
    names = set(User.objects.filter(username__in=spellings).values_list("username", flat=True))
    if text in names:
        return text
    names |= set(
        Member.objects.filter(staff_number__in=spellings, user__isnull=False).values_list(
            "user__username", flat=True
        )
    )
    return names.pop() if len(names) == 1 else _name_by_phone(text)


def one_spelling(typed: str) -> str:
    """One spelling for all ways to type the same name, whether it means somebody or nobody."""
    try:
        return parse_mobile(typed)
    except BadIdentity:
        return narrow(typed).upper()


def _name_by_phone(text: str) -> str:
    try:
        hashed = lookup_hash("mobile", parse_mobile(text))
    except BadIdentity:
        return text
    names = list(
        Member.objects.active()
        .filter(mobile_hash=hashed, user__isnull=False)
        .values_list("user__username", flat=True)[:2]
    )
    return names[0] if len(names) == 1 else text


class StaffNumberOrPhoneBackend(ModelBackend):
    """Unknown names cost one run of the hasher too (ModelBackend), so time tells nothing."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        return super().authenticate(request, username=account_name(username), password=password)

    def user_can_authenticate(self, user: User) -> bool:
        """Leavers are inactive; an inactive account never logs in and its sessions are dead."""
        return bool(user.is_active)

    def get_user(self, user_id):
        """The session's user with their member row, read by the same query.

        The encrypted columns stay where they are until somebody asks for them.
        """
        user = (
            User.objects.select_related("member__organisation")
            .defer("member__id_number", "member__mobile")
            .filter(pk=user_id)
            .first()
        )
        return user if user and self.user_can_authenticate(user) else None
