"""Every list of ours that the admin shows: our viewsets, our snippets, our reports."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import get_resolver
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.models import get_snippet_models

from cms.lib.admin.closed import Closed
from cms.lib.admin.exported import ExportedList
from tests.access.admin_places import admin_patterns

OURS = {app.partition(".")[0] for app in settings.INSTALLED_APPS} & {
    "cms", "staff", "bank", "evidence", "reminders", "courses", "exams", "pledges", "desk",
}  # fmt: skip

# Wagtail's own screen for accounts: its addresses lead nowhere (tests/staff/reports/test_audit).
FOR_NOBODY = {"UserViewSet"}


def is_ours(made: type) -> bool:
    return made.__module__.partition(".")[0] in OURS


def our_viewsets() -> list:
    """Those registered as viewsets, alone or in groups, and the snippets'."""
    get_resolver().url_patterns  # noqa: B018 - the admin registers them when its addresses are read
    snippets = [model.snippet_viewset for model in get_snippet_models()]
    every = {id(viewset): viewset for viewset in [*viewsets.viewsets, *snippets]}
    return [
        viewset
        for viewset in every.values()
        if isinstance(viewset, ModelViewSet)
        and (is_ours(type(viewset)) or is_ours(viewset.model))
        and type(viewset).__name__ not in FOR_NOBODY
    ]


def our_indexes() -> Iterator[tuple[str, type]]:
    """(name, class) of the list of every viewset, Wagtail's own class or one of ours."""
    for viewset in our_viewsets():
        yield type(viewset).__name__, viewset.index_view_class


def our_views() -> Iterator[tuple[str, type]]:
    """(name of the address, class) of every class-based view of ours under /admin/."""
    for name, _route, pattern in admin_patterns():
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and is_ours(view):
            yield name, view


def unclosed(viewset) -> list[str]:
    """What of a viewset opens without asking whose rows may be seen."""
    name = type(viewset).__name__
    if not isinstance(viewset, Closed):
        return [name]
    return [
        f"{name}: {pattern.name}"
        for pattern in viewset.get_urlpatterns()
        if hasattr(pattern.callback, "view_class") and not hasattr(pattern.callback, "closed_by")
    ]


def exports_by_stock(view: type) -> bool:
    return issubclass(view, SpreadsheetExportMixin) and not (
        issubclass(view, ExportedList) and view.as_spreadsheet is ExportedList.as_spreadsheet
    )
