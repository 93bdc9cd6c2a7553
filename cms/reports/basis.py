"""Registers of the shell, as Wagtail reports."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from cms.models.basis import LegalBasis
from cms.queries.citations import rows_citing


class StateColumn(Column):
    def get_value(self, instance):
        return _("published") if instance.live else _("draft")


class BasisReportView(ReportView):
    """What cites a basis that is unchecked or retired; with `q`, any basis that matches."""

    page_title = _("What rests on doubtful bases")
    header_icon = "warning"
    index_url_name = "cms_basis_report"
    index_results_url_name = "cms_basis_report_results"
    permission_policy = ModelPermissionPolicy(LegalBasis)
    any_permission_required = ["view", "change"]
    is_searchable = True
    export_filename = "legal-basis-citations"
    list_export = ["kind", "title", "live", "basis", "status", "retired_on"]
    export_headings = {
        "kind": _("Kind"),
        "title": _("Title"),
        "live": _("Published"),
        "basis": _("Legal basis"),
        "status": _("State of the check"),
        "retired_on": _("Retired on"),
    }
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda row: row.url),
        Column("kind", label=_("Kind")),
        StateColumn("live", label=_("State")),
        Column("basis", label=_("Legal basis")),
        Column("status", label=_("State of the check")),
        Column("retired_on", label=_("Retired on")),
    ]

    def get_queryset(self):
        """A list of CitedRow: the links come from several tables."""
        words = self.search_query
        if not words:
            return rows_citing(LegalBasis.objects.doubtful(timezone.localdate()))
        return rows_citing(
            LegalBasis.objects.filter(Q(law__icontains=words) | Q(article__icontains=words))
        )

    def filter_queryset(self, queryset):
        return queryset
