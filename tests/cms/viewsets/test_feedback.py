"""Messages in the admin: the two administrators read them, nobody changes them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.flows.feedback import send_feedback
from cms.models.feedback import Feedback
from cms.viewsets import feedback

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(world, at):
    feedback.set_up()
    return send_feedback(
        kind="complaint", text="页面打不开", page="/me/", user=None, address="10.0.0.1", at=at
    )


@pytest.mark.parametrize("who", ["admin", "admin_audit"])
def test_readers_find_the_message(world, login, message, who):
    page = login(world.users[who]).get("/admin/feedback/")
    assert page.status_code == 200
    assert message.reference in page.text
    assert "页面打不开" in page.text


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/"])
def test_readers_cannot_change_it(world, login, message, path):
    client, address = login(world.users["admin"]), f"/admin/feedback/{path.format(pk=message.pk)}"
    answer = client.get(address)
    assert answer.status_code in {302, 403, 404}
    assert "<textarea" not in answer.text
    client.post(address, {"text": "改过", "kind": "suggestion"})
    (kept,) = Feedback.objects.all()
    assert (kept.pk, kept.text, kept.kind) == (message.pk, "页面打不开", "complaint")


@pytest.mark.parametrize("who", ["trainer", "hr_city", "staff"])
def test_nobody_else_sees_it(world, login, message, who):
    answer = login(world.users[who]).get("/admin/feedback/")
    assert answer.status_code in {302, 404}
    assert "页面打不开" not in answer.text


def queries_of(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/admin/feedback/").status_code == 200
    return len(captured)


def test_the_list_costs_the_same_for_many(world, login, message, at):
    client = login(world.users["admin"])
    client.get("/admin/feedback/")
    with_one = queries_of(client)
    for place in ("10.0.0.2", "10.0.0.3"):
        send_feedback(kind="suggestion", text="好", page="", user=None, address=place, at=at)
    assert queries_of(client) == with_one
