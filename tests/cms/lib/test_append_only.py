import pytest
from django.db import DatabaseError, transaction
from wagtail.models import Page, Site

from staff.flows.standing import grant_credential
from staff.models.standing import Credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential(world, at):
    member = world.members["staff"]
    return grant_credential(
        member=member, kind="training", code="lesson:1", title="入户调查", source="lesson:1:1",
        earned_at=at,
    )[0]  # fmt: skip


def test_update_is_refused_by_the_database(credential):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(title="改过")
    assert Credential.objects.get(pk=credential.pk).title == "入户调查"


def test_delete_is_refused_by_the_database(credential):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).delete()
    assert Credential.objects.filter(pk=credential.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_can_still_be_cleaned_up(credential):
    assert Credential.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_triggers_stand_again_after_a_transactional_test(credential):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).delete()
    assert Credential.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_wagtails_own_rows_are_back_after_a_transactional_test():
    assert Page.objects.filter(depth=1).count() == 1
    assert Site.objects.filter(is_default_site=True).count() == 1
