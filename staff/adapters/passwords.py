"""Password rules of 等保2.0 8.1.4.1 that Django does not ship; Django calls these validators."""

import re

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class CharacterClassValidator:
    """At least `classes` of: lower case, upper case, digits, others."""

    def __init__(self, classes: int = 3) -> None:
        self.classes = classes

    def validate(self, password, user=None) -> None:
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < self.classes:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _(
            "Use at least %(count)d of: small letters, capital letters, digits, other characters."
        ) % {"count": self.classes}


class PersonalDataValidator:
    """Neither staff number, name, mobile number nor ID number inside the password."""

    def validate(self, password, user=None) -> None:
        member = getattr(user, "member", None) if user and user.pk else None
        parts = [getattr(user, "username", ""), getattr(user, "name", "")]
        if member:
            parts += [member.mobile, member.id_number, member.id_number[-6:]]
        if any(part and len(part) > 1 and part.lower() in password.lower() for part in parts):
            raise ValidationError(self.get_help_text(), code="password_personal")

    def get_help_text(self) -> str:
        return _("Do not use your name, staff number, phone number or ID number.")


class HistoryValidator:
    """None of the last `remembered` passwords, the present one included."""

    def __init__(self, remembered: int = 5) -> None:
        self.remembered = remembered

    def validate(self, password, user=None) -> None:
        if not user or not user.pk:
            return
        records = user.password_records.order_by("-pk").values_list("password", flat=True)
        earlier = records[: self.remembered - 1]
        if any(check_password(password, hashed) for hashed in [user.password, *earlier] if hashed):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def get_help_text(self) -> str:
        return ngettext(
            "Do not use the last password again.",
            "Do not use any of the last %(count)d passwords again.",
            self.remembered,
        ) % {"count": self.remembered}
