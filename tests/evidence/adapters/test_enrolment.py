"""The pages on which a passkey is made are open and carry what the browser needs."""

import pytest
from django.urls import reverse

from tests.factories.staff import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_passkey_can_be_added_from_the_account_page(world, client):
    form = {"login": world.users["staff"].username, "password": PASSWORD}
    answer = client.post(reverse("account_login"), form, headers={"host": "localhost"})
    assert answer.status_code == 302
    index = client.get(reverse("mfa_index"), headers={"host": "localhost"})
    assert reverse("mfa_list_webauthn") in index.content.decode()
    add = reverse("mfa_add_webauthn")
    ask = client.get(add, headers={"host": "localhost"})
    client.post(ask.url, {"password": PASSWORD}, headers={"host": "localhost"})
    page = client.get(add, headers={"host": "localhost"}).content.decode()
    assert 'id="mfa_webauthn_add"' in page
    assert '"challenge"' in page
