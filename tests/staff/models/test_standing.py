from datetime import timedelta

import pytest

from staff.flows.standing import grant_credential
from staff.models.standing import Credential
from tests.rows import assert_append_only, refused

DAY = timedelta(days=1)


@pytest.fixture
def credential(world, at):
    fact = {"kind": "exam", "code": "exam:1", "title": "考试", "source": "exam:1:1"}
    return grant_credential(
        member=world.members["staff"], **fact, earned_at=at, expires_at=at + DAY
    )[0]


def write(credential, **values):
    fields = ("member", "kind", "code", "title", "earned_at", "member_name")
    known = {name: getattr(credential, name) for name in fields}
    return Credential.objects.create(
        **{**known, "organisation_name": "", "post_name": "", "source": "another", **values}
    )


def test_what_was_earned_is_written_once(credential):
    assert_append_only(credential, title="改过")


def test_one_event_grants_one_credential(credential):
    with refused("source"):
        write(credential, source=credential.source)


@pytest.mark.parametrize("kind", ["revocation", "exam"])
def test_a_revocation_points_at_what_it_ends_and_nothing_else_does(credential, kind):
    revokes = None if kind == "revocation" else credential
    with refused("credential_revocation_points"):
        write(credential, kind=kind, revokes=revokes)


def test_nothing_is_revoked_twice(credential):
    write(credential, kind="revocation", revokes=credential)
    with refused("revokes_id"):
        write(credential, kind="revocation", revokes=credential, source="a-third")


@pytest.mark.parametrize(
    ("offset", "stands"),
    [(-timedelta(seconds=1), False), (timedelta(0), True), (DAY, False)],
)
def test_it_stands_from_when_it_was_earned_until_it_expires(credential, at, offset, stands):
    assert Credential.objects.standing(at + offset).exists() is stands


def test_a_revocation_ends_it_and_does_not_stand_itself(credential, at):
    later = at + timedelta(hours=1)
    write(credential, kind="revocation", revokes=credential, earned_at=later)
    assert list(Credential.objects.standing(at)) == [credential]
    assert not Credential.objects.standing(later).exists()


def test_the_fact_outlives_a_rename(credential, world):
    assert (credential.member_name, credential.organisation_name) == ("王㛃", "双江街道")
    world.members["staff"].name = "改名"
    world.members["staff"].save()
    assert str(Credential.objects.get(pk=credential.pk)) == "考试 · 王㛃"
