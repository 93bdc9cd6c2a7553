"""Admin screens that show only the rows a person may see; everything else is a 404.

Wagtail's ModelViewSet asks per model, not per row: its list, its inspect page, its history and
its export show every organisation's rows. `ScopedModelViewSet` puts one question before all of
them: `scope(user, action)`.
"""

from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy

from cms.lib.admin.register_export import RegisterExportMixin

READ, WRITE = "view", ("add", "change", "delete")


class ScopedPolicy(BasePermissionPolicy):
    """Wagtail's questions, answered by one `scope(user, action)`: rows, or None for no right."""

    def __init__(self, model, scope) -> None:
        super().__init__(model)
        self.scope = scope

    def user_has_permission(self, user, action: str) -> bool:
        return user.is_active and self.scope(user, action) is not None

    def user_has_permission_for_instance(self, user, action: str, instance) -> bool:
        rows = self.scope(user, action)
        return rows is not None and rows.filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user, actions) -> QuerySet:
        found = self.model._default_manager.none()
        for action in actions:
            rows = self.scope(user, action)
            found = found if rows is None else found | rows
        return found

    def users_with_any_permission(self, actions) -> QuerySet:
        """Not answerable from the rows; nobody is offered."""
        return get_user_model().objects.none()


class ScopedView:
    """Mixin for every view of the set: the rows of `scope_action`, else 404."""

    scope_action = READ
    permission_policy: Any
    request: Any

    def rows(self) -> QuerySet:
        """The rows this user may reach. Raises Http404 when there can be none."""
        found = self.permission_policy.scope(self.request.user, self.scope_action)
        if found is None:
            raise Http404
        return found

    def dispatch(self, request, *args, **kwargs):
        self.rows()
        return super().dispatch(request, *args, **kwargs)


class ScopedObjectView(ScopedView):
    """For views of one row: another organisation's row does not exist."""

    def get_object(self, queryset=None):
        pk = self.kwargs[self.pk_url_kwarg]
        found = self.rows().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class ScopedIndexView(ScopedView, RegisterExportMixin, generic.IndexView):
    any_permission_required = [READ]

    def get_base_queryset(self) -> QuerySet:
        return self.rows()


class ScopedInspectView(ScopedObjectView, generic.InspectView):
    any_permission_required = [READ]


class ScopedHistoryView(ScopedObjectView, HistoryView):
    any_permission_required = [READ]
    inspect_url_name = None

    @cached_property
    def header_buttons(self) -> list:
        return []

    def get_breadcrumbs_items(self) -> list[dict]:
        items = [
            {
                "url": reverse(self.index_url_name),
                "label": capfirst(self.model._meta.verbose_name_plural),
            }
        ]
        if self.inspect_url_name:
            url = reverse(self.inspect_url_name, args=(quote(self.object.pk),))
            items.append({"url": url, "label": str(self.object)})
        last = {"url": "", "label": self.get_page_title(), "sublabel": str(self.object)}
        return [*self.breadcrumbs_items, *items, last]


class ScopedUsageView(ScopedObjectView, UsageView):
    permission_required = READ


class ScopedAddView(ScopedView, generic.CreateView):
    """The form must offer only what lies in reach: a new row has no scope of its own yet."""

    scope_action = "add"


class ScopedEditView(ScopedObjectView, generic.EditView):
    scope_action = "change"


class ScopedDeleteView(ScopedObjectView, generic.DeleteView):
    scope_action = "delete"


class ScopedModelViewSet(ModelViewSet):
    """A ModelViewSet whose every page asks `scope` first.

    `scope(user, action)` returns the rows for one of view, add, change, delete, or None when
    the user does not have the action at all. `writable` opens add, edit and delete.
    """

    writable = False
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False
    index_view_class = ScopedIndexView
    inspect_view_class = ScopedInspectView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    add_view_class = ScopedAddView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView

    def scope(self, user, action: str) -> QuerySet | None:
        raise NotImplementedError

    def _scope(self, user, action: str) -> QuerySet | None:
        if action in WRITE and not self.writable:
            return None
        return self.scope(user, action)

    @cached_property
    def permission_policy(self) -> ScopedPolicy:
        return ScopedPolicy(self.model, self._scope)

    def get_history_view_kwargs(self, **kwargs) -> dict:
        return super().get_history_view_kwargs(
            inspect_url_name=self.get_url_name("inspect") if self.inspect_view_enabled else None,
            **kwargs,
        )

    def get_form_class(self, for_update=False):
        return super().get_form_class(for_update) if self.writable else None

    def get_urlpatterns(self) -> list:
        closed = set() if self.writable else {"add", "edit", "delete"}
        if not self.add_to_reference_index:
            closed.add("usage")
        return [found for found in super().get_urlpatterns() if found.name not in closed]

    def get_permissions_to_register(self):
        """None: rights come from role grants, not from Wagtail's group screen."""
        return super().get_permissions_to_register().none()
