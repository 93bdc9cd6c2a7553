"""Closed by default: a verb for every view, rows or a 404 before it runs."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.lock import LockView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.snippets.views import snippets

from cms.lib.admin.closed import ByPermission, ScopePolicy, closed, verb_of
from cms.models.basis import LegalBasis
from cms.viewsets.basis import LegalBasisViewSet
from staff.models.organisation import Organisation

VERBS = [
    (generic.IndexView, "view"),
    (generic.InspectView, "view"),
    (HistoryView, "view"),
    (UsageView, "view"),
    (snippets.IndexView, "view"),
    (generic.CreateView, "add"),
    (snippets.CopyView, "add"),
    (generic.EditView, "change"),
    (generic.DeleteView, "delete"),
    (LockView, "change"),
    (snippets.UnpublishView, "change"),
    (object, "change"),
]


@pytest.mark.parametrize(("view", "verb"), VERBS)
def test_a_view_that_we_do_not_know_is_taken_to_change_something(view, verb):
    assert verb_of(view) == verb


def scope(user, verb):
    """Reading for everybody, of the counties; nothing else."""
    return Organisation.objects.filter(kind="county") if verb == "view" else None


def ask(world, verb, **names):
    request = RequestFactory().get("/")
    request.user = world.users["staff"]
    return closed(lambda request, **names: HttpResponse("in"), scope, verb)(request, **names)


def test_a_row_within_the_scope_opens(world):
    assert ask(world, "view").content == b"in"
    assert ask(world, "view", pk=world.eshan.pk).content == b"in"


@pytest.mark.parametrize("verb", ["add", "change", "delete"])
def test_without_the_verb_there_is_nothing(world, verb):
    with pytest.raises(Http404):
        ask(world, verb, pk=world.eshan.pk)


def test_a_row_outside_the_scope_does_not_exist(world):
    with pytest.raises(Http404):
        ask(world, "view", pk=world.shuangjiang.pk)


class TestScopePolicy:
    @pytest.fixture
    def policy(self):
        return ScopePolicy(Organisation, scope)

    def test_wagtail_hears_what_the_scope_says(self, policy, world):
        user = world.users["staff"]
        assert policy.user_has_permission(user, "view")
        assert not policy.user_has_permission(user, "change")
        assert not policy.user_has_permission(user, "publish")
        assert policy.user_has_permission_for_instance(user, "view", world.eshan)
        assert not policy.user_has_permission_for_instance(user, "view", world.shuangjiang)

    def test_the_rows_of_several_verbs_are_those_of_any(self, policy, world):
        rows = policy.instances_user_has_any_permission_for(world.users["staff"], ["view", "add"])
        assert world.eshan in rows
        assert world.shuangjiang not in rows
        nothing = policy.instances_user_has_any_permission_for(world.users["staff"], ["add"])
        assert not nothing

    def test_an_account_that_is_closed_may_nothing(self, policy, world):
        world.users["staff"].is_active = False
        assert not policy.user_has_permission(world.users["staff"], "view")

    def test_nobody_is_offered(self, policy):
        assert not policy.users_with_any_permission(["view"])


def test_by_permission_reading_needs_any_and_writing_its_own(world, django_user_model):
    viewset = LegalBasisViewSet()
    assert isinstance(viewset, ByPermission)
    assert viewset.scope(world.users["staff"], "view") is None
    boss = django_user_model.objects.create(username="boss", is_superuser=True)
    assert viewset.scope(boss, "view").model is LegalBasis
    assert viewset.scope(boss, "delete").model is LegalBasis
