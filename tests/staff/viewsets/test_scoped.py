"""The scoped family: every list of ours is closed by default, and offers no more than it shows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import Http404
from django.test import RequestFactory
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.models import get_snippet_models

from bank.models.items import ItemBank
from bank.viewsets.items import ItemBankViewSet, ItemFilterSet
from cms.lib.admin.closed import VERBS, ClosedList, ClosedReportView
from cms.lib.admin.exported import ExportedList
from exams.models.paper import Paper
from exams.models.sitting import Exam
from exams.viewsets.sittings import SittingViewSet
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import NARROWED, POLICY
from staff.viewsets.scoped import NarrowedForm, Scoped, ScopedViewSet, may
from tests.factories.exams import make_bank, make_item, make_paper, make_sitting
from tests.factories.staff import make_grant, make_user
from tests.lists import exports_by_stock, our_indexes, our_views, our_viewsets, unclosed

HOUSE = {
    "ItemBankViewSet", "ItemViewSet", "TopicViewSet", "ExamViewSet", "PaperViewSet",
    "SittingViewSet", "MemberViewSet", "RosterImportViewSet", "GrantViewSet", "VersionViewSet",
    "TemplateViewSet", "KinshipTermViewSet", "KinshipRulesViewSet", "FeedbackViewSet",
    "LegalBasisViewSet",
}  # fmt: skip


class Planted(ModelViewSet):
    """What somebody might add in a hurry."""

    model = Organisation
    name = "planted"
    form_fields = ("name",)
    list_export = ("name",)


class Forgotten(ScopedViewSet):
    model = Organisation
    name = "forgotten"
    form_fields = ("name",)


class TestEveryListIsClosed:
    def test_the_walk_finds_the_house(self):
        assert {type(viewset).__name__ for viewset in our_viewsets()} >= HOUSE

    def test_every_view_of_every_set_asks_first(self):
        assert [name for viewset in our_viewsets() for name in unclosed(viewset)] == []

    def test_every_list_shows_the_rows_of_its_scope(self):
        assert [name for name, view in our_indexes() if not issubclass(view, ClosedList)] == []

    def test_every_report_asks_first(self):
        reports = {name: view for name, view in our_views() if issubclass(view, ReportView)}
        # The two of reviews are Wagtail's, narrowed: its permissions close them.
        own = {name for name in reports if not name.startswith("None")}
        assert len(own) >= 10
        assert [name for name in own if not issubclass(reports[name], ClosedReportView)] == []

    def test_choosers_of_scoped_rows_ask_as_well(self):
        scoped = [m.snippet_viewset for m in get_snippet_models()]
        choosers = [found.chooser_viewset for found in scoped if isinstance(found, Scoped)]
        assert choosers
        for chooser in choosers:
            for pattern in chooser.get_urlpatterns():
                assert hasattr(pattern.callback, "closed_by"), pattern.name

    @pytest.mark.django_db
    def test_who_holds_nothing_reaches_nothing(self):
        for user in (AnonymousUser(), make_user("nobody")):
            for viewset in our_viewsets():
                assert {viewset.scope(user, verb) for verb in VERBS} == {None}, viewset

    def test_a_set_in_a_hurry_is_found(self):
        assert unclosed(Planted()) == ["Planted"]
        assert not issubclass(Planted.index_view_class, ClosedList)
        assert exports_by_stock(Planted.index_view_class)

    def test_a_set_that_names_no_action_opens_nothing(self, world):
        user = world.users["hr_city"]
        assert Forgotten().scope(user, "view") is None
        with pytest.raises(Http404):
            Forgotten().index_view(_request(user))


def _request(user: User):
    request = RequestFactory().get("/")
    request.user = user
    return request


class TestNoListExportsByTheStockWay:
    def test_every_list_and_report_of_ours(self):
        ours = [*our_indexes(), *our_views()]
        assert [name for name, view in ours if exports_by_stock(view)] == []

    def test_who_can_be_exported_names_its_flow(self):
        """`take_away` is somebody's own: the mixin's only says that it is missing."""
        for name, view in [*our_indexes(), *our_views()]:
            if issubclass(view, ExportedList):
                assert view.take_away is not ExportedList.take_away, name


def _choices(form_class) -> dict:
    fields = getattr(form_class, "base_fields", {})
    return {name: f for name, f in fields.items() if isinstance(f, ModelChoiceField)}


class TestForeignKeysAreNarrowed:
    def test_every_choice_of_every_form_is_registered(self):
        unknown = []
        for viewset in our_viewsets():
            if not isinstance(viewset, Scoped):
                continue
            form = viewset.get_form_class()
            for name, field in (_choices(form) if form else {}).items():
                if not NARROWED.knows(field.queryset.model):
                    unknown.append((type(viewset).__name__, name))
                assert issubclass(viewset.add_view_class, NarrowedForm), viewset
        assert unknown == []

    def test_a_model_that_nobody_registered_is_an_error_not_an_open_door(self, world):
        with pytest.raises(KeyError):
            NARROWED.narrow(world.users["hr_city"], User.objects.all(), "staff.list_members")

    @pytest.fixture
    def places(self, world, at):
        """The same at the city and in one county, whose trainer asks."""
        rows = {}
        for name in ("city", "xinping"):
            bank = make_bank(getattr(world, name), f"{name}题库")
            item = make_item(bank)
            paper = make_paper(bank)
            rows[name] = (bank, paper, make_sitting(paper, at).exam, item.topic)
        county = make_user("county_trainer")
        make_grant(county, "trainer", world.xinping)
        return {"county": county, "trainer": world.users["trainer"], **rows}

    @pytest.mark.parametrize("place", range(3))
    def test_the_county_sees_its_own_and_the_city_all(self, places, place):
        model = (ItemBank, Paper, Exam)[place]
        action = "exams.organise"
        county = NARROWED.narrow(places["county"], model.objects.all(), action)
        city = NARROWED.narrow(places["trainer"], model.objects.all(), action)
        assert list(county) == [places["xinping"][place]]
        assert {places["city"][place], places["xinping"][place]} <= set(city)

    def test_organisations_end_where_the_asking_action_ends(self, places, world):
        every = Organisation.objects.all()
        offered = NARROWED.narrow(places["county"], every, "exams.organise")
        assert world.xinping in offered
        assert world.eshan not in offered
        assert not NARROWED.narrow(places["county"], every, "staff.list_members")

    def test_what_is_one_for_the_city_is_offered_whole(self, places):
        posts = NARROWED.narrow(places["county"], _posts(), "exams.organise")
        assert set(posts) == set(_posts())

    def test_the_filters_beside_a_list_offer_what_the_list_shows(self, places, login):
        filters = ItemFilterSet(request=_request(places["county"]))
        NARROWED.narrow_form(places["county"], filters.form, "bank.view_item")
        assert list(filters.form.fields["bank"].queryset) == [places["xinping"][0]]
        assert places["city"][3] in filters.form.fields["topic"].queryset  # one list for all

    def test_a_filter_that_narrowed_itself_is_left_alone(self, places):
        filters = ItemFilterSet(request=_request(places["county"]))
        NARROWED.narrow_form(places["county"], filters.form, "bank.view_item", own=("bank",))
        assert places["city"][0] in filters.form.fields["bank"].queryset


def _posts() -> QuerySet:
    from staff.models.organisation import Post

    return Post.objects.all()


class TestVerbs:
    def test_each_verb_asks_its_own_action(self, world):
        """A reviewer reads the list of banks and writes none."""
        viewset, reviewer = ItemBankViewSet(), world.users["reviewer"]
        bank = make_bank(world.city)
        assert list(viewset.scope(reviewer, "view")) == [bank]
        assert {viewset.scope(reviewer, verb) for verb in ("add", "change", "delete")} == {None}
        assert list(viewset.scope(world.users["trainer"], "change")) == [bank]

    def test_what_no_action_is_named_for_stays_closed(self, world):
        assert SittingViewSet().scope(world.users["trainer"], "delete") is None

    def test_every_action_named_is_a_rule_of_the_policy(self):
        named = {
            action
            for viewset in our_viewsets()
            if isinstance(viewset, Scoped)
            for action in viewset.actions.values()
        }
        assert named <= set(POLICY.rules)

    def test_may_names_reading_and_the_verbs(self):
        assert may("a.b", "add") == {"view": "a.b", "add": "a.b"}
