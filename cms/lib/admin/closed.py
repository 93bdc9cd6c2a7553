"""Admin screens that are closed by default: one question, `scope(user, verb)`, before every view.

Wagtail asks per model, not per row: its list, its inspect page, its history and its export show
every organisation's rows. Here each view of a set, Wagtail's later ones included, first asks for
the rows that the user may reach; what lies outside does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import BasePermissionPolicy

from cms.lib.admin.exported import ExportedList
from cms.lib.tables.registers import Register

READ, VERBS = "view", ("view", "add", "change", "delete")
Scope = Callable[[Any, str], QuerySet | None]
READING = (generic.IndexView, generic.InspectView, HistoryView, UsageView)
WRITING = ((generic.CreateView, "add"), (generic.DeleteView, "delete"))


def verb_of(view_class: type) -> str:
    """What a view does; one that we do not know is taken to change something."""
    if issubclass(view_class, READING):
        return READ
    return next((verb for kind, verb in WRITING if issubclass(view_class, kind)), "change")


def closed(view: Callable, scope: Scope, verb: str) -> Callable:
    """`view`, asked before it runs: `verb` at all, and for the row that the address names."""

    @wraps(view)
    def asked(request, *args, **names):
        rows = scope(request.user, verb)
        if rows is None:
            raise Http404
        if "pk" in names and not rows.filter(pk=unquote(str(names["pk"]))).exists():
            raise Http404
        return view(request, *args, **names)

    asked.closed_by = scope  # type: ignore[attr-defined] # for the test that walks every view
    return asked


class ScopePolicy(BasePermissionPolicy):
    """Wagtail's questions, answered by one `scope(user, verb)`: rows, or None for no right."""

    def __init__(self, model, scope: Scope) -> None:
        super().__init__(model)
        self.scope = scope

    def user_has_permission(self, user, action: str) -> bool:
        return user.is_active and action in VERBS and self.scope(user, action) is not None

    def user_has_permission_for_instance(self, user, action: str, instance) -> bool:
        rows = self.scope(user, action) if action in VERBS else None
        return rows is not None and rows.filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user, actions) -> QuerySet:
        scopes = [self.scope(user, action) for action in actions if action in VERBS]
        rows = self.model._default_manager.none()
        for scope in scopes:
            rows = rows if scope is None else rows | scope
        return rows

    def users_with_any_permission(self, actions) -> QuerySet:
        """Not answerable from the rows; nobody is offered."""
        return get_user_model().objects.none()


class ClosedList(ExportedList):
    """For lists: the rows of `scope`, and none else; search and export follow from there."""

    scope: Scope | None = None
    model: Any
    request: Any

    def get_base_queryset(self) -> QuerySet:
        rows = self.scope(self.request.user, READ) if self.scope else None
        if rows is None:
            raise Http404
        return rows


class ClosedIndexView(ClosedList, generic.IndexView):
    pass


class Closed:
    """For viewsets, Wagtail's snippets included: every view asks `scope(user, verb)` first.

    `scope` returns the rows for one of view, add, change, delete, or None when the user does not
    have the verb at all.
    """

    index_view_class = ClosedIndexView
    register: Register | None = None
    model: Any

    def scope(self, user, verb: str) -> QuerySet | None:
        raise NotImplementedError

    def get_common_view_kwargs(self, **kwargs) -> dict:
        kwargs = {"scope": self.scope, "register": self.register, **kwargs}
        return super().get_common_view_kwargs(**kwargs)  # type: ignore[misc]

    def construct_view(self, view_class, **kwargs):
        view = super().construct_view(view_class, **kwargs)
        return closed(view, self.scope, verb_of(view_class))

    def get_permissions_to_register(self):
        """None: rights come from role grants, not from Wagtail's group screen."""
        return super().get_permissions_to_register().none()


class ByScope:
    """For viewsets whose rights are those of `scope` alone, without Wagtail's permissions."""

    model: Any
    scope: Any

    @cached_property
    def permission_policy(self) -> ScopePolicy:
        return ScopePolicy(self.model, self.scope)


class ByPermission:
    """For what belongs to no organisation: whoever has Wagtail's permission reaches all rows."""

    model: Any
    permission_policy: Any

    def scope(self, user, verb: str) -> QuerySet | None:
        verbs = VERBS if verb == READ else (verb,)
        may = self.permission_policy.user_has_any_permission(user, verbs)
        return self.model._default_manager.all() if may else None


class ClosedReportView(ExportedList, ReportView):
    """A report that asks `scope(user)` before it opens: its rows, or None for a 404."""

    permission_policy = None
    any_permission_required = None

    def scope(self, user) -> Any:
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        self.reach = self.scope(request.user)
        if self.reach is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return self.reach
