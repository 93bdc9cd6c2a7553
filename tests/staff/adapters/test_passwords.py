import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from staff.flows.passwords import change_password
from staff.models.member import Member
from staff.models.user import PasswordRecord
from tests.factories.staff import PASSWORD


def codes(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as fault:
        return {error.code for error in fault.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Short-1a", {"password_too_short"}),
        ("onlysmallletters", {"password_too_plain"}),
        ("small-and-signs", {"password_too_plain"}),
        ("Password123", {"password_too_common"}),
        ("Lantern-1985", set()),
        ("双江街道的Abc12345", set()),
    ],
)
def test_length_and_three_of_four_classes(password, faults):
    assert codes(password) == faults


@pytest.mark.parametrize("inside", ["YX70007", "13911112222", "530426199001011234", "011234"])
def test_no_personal_numbers_inside(world, inside):
    member = world.members["staff"]
    member.user.username = "YX70007"
    Member.objects.filter(pk=member.pk).update(id_number="530426199001011234", mobile="13911112222")
    member.refresh_from_db()
    member.user.member = member
    member.user.username = "YX70007"
    assert codes(f"Ab-{inside}-zz", member.user) == {"password_personal"}


def test_none_of_the_last_five_comes_back_and_the_sixth_may(world, at):
    user = world.users["staff"]
    for number in range(1, 6):
        change_password(user=user, password=f"Jiang-{number}-tang", at=at)
    for number in range(1, 6):
        assert codes(f"Jiang-{number}-tang", user) == {"password_reused"}
    assert codes(PASSWORD, user) == set()
    assert PasswordRecord.objects.filter(user=user).count() == 5


def test_changing_ends_the_first_password_and_says_when(world, at):
    user = world.users["staff"]
    user.must_change_password = True
    user.save()
    change_password(user=user, password="Jiang-9-tang", at=at)
    user.refresh_from_db()
    assert (user.must_change_password, user.password_changed_at) == (False, at)
    assert user.check_password("Jiang-9-tang")
