"""Registers of the shell, as Wagtail reports."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy

from cms.flows.exports import Exported, export
from cms.flows.registers import CITATIONS
from cms.lib.admin.closed import ClosedReportView
from cms.models.basis import LegalBasis
from cms.queries.citations import rows_citing


class StateColumn(Column):
    def get_value(self, instance):
        return _("published") if instance.live else _("draft")


class BasisReportView(ClosedReportView):
    """What cites a basis that is unchecked or retired; with `q`, any basis that matches."""

    page_title = _("What rests on doubtful bases")
    header_icon = "warning"
    index_url_name = "cms_basis_report"
    index_results_url_name = "cms_basis_report_results"
    register = CITATIONS
    is_searchable = True
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda row: row.url),
        Column("kind", label=_("Kind")),
        StateColumn("live", label=_("State")),
        Column("basis", label=_("Legal basis")),
        Column("status", label=_("State of the check")),
        Column("retired_on", label=_("Retired on")),
    ]

    def scope(self, user) -> QuerySet | None:
        policy = ModelPermissionPolicy(LegalBasis)
        may = policy.user_has_any_permission(user, ["view", "change"])
        return LegalBasis.objects.all() if may else None

    def take_away(self, register, **how: Any) -> Exported:
        return export(register, **how)

    def get_queryset(self):
        """A list of CitedRow: the links come from several tables."""
        words = self.search_query
        if not words:
            return rows_citing(self.reach.doubtful(timezone.localdate()))
        return rows_citing(self.reach.filter(Q(law__icontains=words) | Q(article__icontains=words)))

    def filter_queryset(self, queryset):
        return queryset
