"""Admin screens that end where the user's subtree ends: the one policy, verb by verb."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet

from cms.lib.admin.closed import READ, ByScope, Closed, ClosedList, verb_of
from staff.flows.exports import export_scoped
from staff.permissions import NARROWED, POLICY

Actions = Mapping[str, str]


def may(action: str, *verbs: str) -> dict[str, str]:
    """Reading and these verbs, all by the same action of the policy."""
    return dict.fromkeys((READ, *verbs), action)


class NarrowedForm:
    """Foreign keys offer what `NARROWED` says, organisations what the view's action reaches."""

    policy_action = ""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        NARROWED.narrow_form(self.request.user, form, self.policy_action)
        return form


class ScopedList(ClosedList):
    """For lists: the list, its filters and its export end where the user's reach ends."""

    policy_action = ""

    @cached_property
    def filters(self):
        filters = super().filters
        if filters is not None:
            own = getattr(filters, "own_choices", ())
            NARROWED.narrow_form(self.request.user, filters.form, self.policy_action, own)
        return filters

    def take_away(self, register, **how: Any):
        return export_scoped(register, action=self.policy_action, **how)


class ScopedIndexView(ScopedList, generic.IndexView):
    pass


class CitywideIndexView(ScopedIndexView):
    def take_away(self, register, **how: Any):
        return super().take_away(register, citywide=True, **how)


class ScopedCreateView(NarrowedForm, generic.CreateView):
    """What the form offers is all that a new row can hang on."""


class ScopedEditView(NarrowedForm, generic.EditView):
    pass


class ReadHistoryView(HistoryView):
    """History for those who may read the row, not only for those who may change it."""

    any_permission_required = [READ]
    inspect_url_name = None

    @cached_property
    def header_buttons(self) -> list:
        return []

    def get_breadcrumbs_items(self) -> list[dict]:
        names = capfirst(self.model._meta.verbose_name_plural)
        way = [{"url": reverse(self.index_url_name), "label": names}]
        if self.inspect_url_name:
            url = reverse(self.inspect_url_name, args=(quote(self.object.pk),))
            way.append({"url": url, "label": str(self.object)})
        last = {"url": "", "label": self.get_page_title(), "sublabel": str(self.object)}
        return [*self.breadcrumbs_items, *way, last]


class Scoped(Closed):
    """`actions` names the policy's action for each verb; a verb that is not there is closed."""

    actions: Actions = {}

    def scope(self, user, verb: str) -> QuerySet | None:
        action = self.actions.get(verb)
        if not action or not POLICY.holds(user, action):
            return None
        return POLICY.scope(user, action, self.model._default_manager.all())

    def construct_view(self, view_class, **kwargs):
        action = self.actions.get(verb_of(view_class), "")
        return super().construct_view(view_class, policy_action=action, **kwargs)


class ScopedViewSet(ByScope, Scoped, ModelViewSet):
    """A plain model within the user's reach."""

    copy_view_enabled = False
    index_view_class = ScopedIndexView
    add_view_class = ScopedCreateView
    edit_view_class = ScopedEditView


class ReadOnlyViewSet(ScopedViewSet):
    """Rows that change by acts of their own, never by an edit form."""

    inspect_view_enabled = True
    add_to_reference_index = False
    history_view_class = ReadHistoryView

    def get_history_view_kwargs(self, **kwargs) -> dict:
        inspect = self.get_url_name("inspect") if self.inspect_view_enabled else None
        return super().get_history_view_kwargs(inspect_url_name=inspect, **kwargs)

    def get_form_class(self, for_update=False) -> None:
        return None

    def get_urlpatterns(self) -> list:
        writing = {"add", "edit", "delete", "usage"}
        return [route for route in super().get_urlpatterns() if route.name not in writing]


class CitywideViewSet(ScopedViewSet):
    """What is one for the whole city: whoever has the action over the whole tree."""

    index_view_class = CitywideIndexView

    def scope(self, user, verb: str) -> QuerySet | None:
        action = self.actions.get(verb)
        if not action or not POLICY.holds_citywide(user, action):
            return None
        return self.model._default_manager.all()
