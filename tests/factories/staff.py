"""Dull builders for people and places. Nothing here makes more than its name says."""

from datetime import UTC, date, datetime
from itertools import count

from cms.lends import Testimony, testify
from cms.lib.crypto import lookup_hash
from staff.models.member import Appointment, Member
from staff.models.organisation import Division, Organisation, Post
from staff.models.roles import RoleGrant
from staff.models.user import User

PASSWORD = "Jiangtang-demo-2026"
# The day of `at`: so that the chain of a grant asks for no root of its own.
TOLD_AT = datetime(2026, 11, 22, 17, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2036, 1, 1, tzinfo=UTC)
_numbers = count(1)


def make_division(code: str, name: str, level: str, parent=None) -> Division:
    return Division.objects.create(code=code, name=name, level=level, kind="县", parent=parent)


def make_organisation(code: str, name: str, kind: str, parent: Organisation | None = None):
    """An organisation with a division of its own code."""
    level = kind if kind != "village" else "township"
    division = make_division(code, name, level, parent.division if parent else None)
    values = {"code": code, "name": name, "short_name": name, "kind": kind, "division": division}
    if parent is None:
        return Organisation.add_root(**values)
    return Organisation.objects.get(pk=parent.pk).add_child(**values)


def make_post(name: str = "社会救助经办") -> Post:
    return Post.objects.get_or_create(name=name, defaults={"code": f"post-{next(_numbers)}"})[0]


def make_user(username: str, name: str = "", password: str = PASSWORD, **values) -> User:
    """An account that has already chosen its password."""
    values.setdefault("must_change_password", False)
    return User.objects.create_user(username, password=password, name=name or username, **values)


def make_member(organisation: Organisation, name: str = "张三", user=None, **values) -> Member:
    """A member in post since 2026-01-01; an account is made unless one is given."""
    number = next(_numbers)
    staff_number = values.pop("staff_number", f"YX{number:05d}")
    post = values.pop("post", None) or make_post()
    mobile = values.pop("mobile", f"139{number:08d}")
    member = Member.objects.create(
        user=user or make_user(staff_number, name),
        staff_number=staff_number,
        name=name,
        category=values.pop("category", Member.Category.CASEWORKER),
        mobile=mobile,
        mobile_hash=lookup_hash("mobile", mobile),
        organisation=organisation,
        post=post,
        **values,
    )
    Appointment.objects.create(
        member=member, organisation=organisation, post=post, starts_on=date(2026, 1, 1)
    )
    return member


def make_grant(user: User, role: str, organisation: Organisation, **values) -> RoleGrant:
    values.setdefault("starts_at", LONG_AGO)
    if role == "inspector":
        values.setdefault("ends_at", FAR_AHEAD)
    grant = RoleGrant.objects.create(
        user=user, role=role, organisation=organisation, reason="test", **values
    )
    testify(Testimony(f"grant:{grant.pk}", "given", TOLD_AT, (("grant.given", grant),)))
    return grant
