import pytest
from django.core.management import call_command

from staff.models.user import ActivationCode
from tests.factories.staff import make_grant, make_user

PATH = "/admin/accounts/code/"


@pytest.fixture
def keeper(world):
    """An accounts administrator of 峨山 county only."""
    call_command("setup_site")
    user = make_user("keeper")
    make_grant(user, "accounts_admin", world.eshan)
    return user


def test_the_code_is_shown_once(keeper, login):
    client = login(keeper)
    assert "YX1" in client.get(f"{PATH}?account=YX1").content.decode()
    response = client.post(PATH, {"account": "staff", "reason": "忘记密码，本人到场"})
    code = response.context["code"]
    assert code in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert code not in client.get(PATH).content.decode()


@pytest.mark.parametrize("account", ["nobody", "stranger", "hr_city", "keeper"])
def test_refusals_stand_on_the_form(keeper, login, account):
    response = login(keeper).post(PATH, {"account": account, "reason": "x"})
    assert response.context["form"].errors["__all__"]
    assert not ActivationCode.objects.exists()


def test_others_find_nothing(keeper, world, login):
    for name in ("trainer", "hr_city", "inspector", "admin_permissions", "admin_audit", "staff"):
        assert login(world.users[name]).get(PATH).status_code == 404
