from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from staff.flows.sessions import end_sessions
from tests.factories.staff import PASSWORD


def enter(name: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    return client


def test_every_session_of_the_account_ends_and_nobody_elses(world):
    phone, desk, other = enter("staff"), enter("staff"), enter("coordinator")
    assert end_sessions(user=world.users["staff"]) == 2
    assert [client.get("/me/").status_code for client in (phone, desk, other)] == [302, 302, 200]
    assert Session.objects.count() == UserSession.objects.count() == 1


def test_a_reactivated_account_does_not_revive_old_sessions(world):
    client = enter("staff")
    user = world.users["staff"]
    user.is_active = False
    user.save()
    end_sessions(user=user)
    user.is_active = True
    user.save()
    assert client.get("/me/").headers["Location"] == "/accounts/login/?next=/me/"
