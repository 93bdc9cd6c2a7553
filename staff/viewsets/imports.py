"""The list of roster imports; the pages of one import stand in `staff.views.roster`."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from staff.models.roster import RosterImport
from staff.permissions import POLICY, imports_of
from staff.viewsets.scoped import ReadOnlyViewSet, ScopedIndexView, may


def _count(part: str):
    return lambda found: found.counts.get(part, 0)


class ImportIndexView(ScopedIndexView):
    page_title = _("Roster imports")
    default_ordering = "-uploaded_at"
    list_filter = ["state"]

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("uploaded_by")

    @cached_property
    def header_buttons(self) -> list:
        url = reverse("roster_upload")
        return [HeaderButton(_("Upload a roster"), url=url, icon_name="upload")]


class RosterImportViewSet(ReadOnlyViewSet):
    """Only the list: an import is looked at and decided on its own page."""

    model = RosterImport
    actions = may("staff.manage_roster")
    name = "roster_import"
    url_prefix = "roster/imports"
    icon = "upload"
    menu_label = _("Imports")
    menu_name = "roster-imports"
    inspect_view_enabled = False
    index_view_class = ImportIndexView
    list_display = [
        TitleColumn(
            "file_name",
            label=_("File"),
            get_url=lambda found: reverse("roster_import_page", args=[found.token]),
        ),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("rows", label=_("Rows"), accessor=_count("rows")),
        Column("joiners", label=_("Joiners"), accessor=_count("joiners")),
        Column("movers", label=_("Movers"), accessor=_count("movers")),
        Column("errors", label=_("Errors"), accessor=_count("errors")),
        Column("uploaded_by", label=_("Uploaded by"), sort_key="uploaded_by__name"),
        DateColumn("uploaded_at", label=_("Uploaded"), sort_key="uploaded_at"),
    ]

    def scope(self, user, verb: str) -> QuerySet | None:
        """The own imports: a file is its uploader's, whatever stands in it."""
        action = self.actions.get(verb)
        return imports_of(user) if action and POLICY.holds(user, action) else None

    def get_urlpatterns(self) -> list:
        kept = {"index", "index_results"}
        return [found for found in super().get_urlpatterns() if found.name in kept]
