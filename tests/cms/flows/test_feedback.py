from datetime import timedelta

import pytest

from cms.flows.feedback import PER_HOUR, TooMuchFeedback, send_feedback
from cms.models.feedback import Feedback
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db


def send(at, user=None, address="10.0.0.1", text="字太小"):
    return send_feedback(
        kind="suggestion", text=text, page="/me/", user=user, address=address, at=at
    )


def test_a_message_is_kept_with_its_reference(at):
    user = make_user("YX00001", "王㛃")
    sent = send(at, user)
    kept = Feedback.objects.get()
    assert (kept.kind, kept.text, kept.page, kept.user) == ("suggestion", "字太小", "/me/", user)
    assert kept.created_at == at
    assert sent.reference == f"YJ20261123-{sent.pk:04d}"


def test_the_address_of_a_stranger_is_not_kept(at):
    send(at, address="203.0.113.9")
    kept = Feedback.objects.get()
    assert kept.user is None
    assert "203.0.113.9" not in "".join(str(value) for value in vars(kept).values())


def test_a_flood_is_refused_and_ends_after_an_hour(at):
    for _each in range(PER_HOUR):
        send(at)
    with pytest.raises(TooMuchFeedback):
        send(at)
    send(at, address="10.0.0.2")
    send(at + timedelta(hours=1, seconds=1))
    assert Feedback.objects.count() == PER_HOUR + 2
