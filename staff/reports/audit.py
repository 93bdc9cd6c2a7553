"""The audit administrator's log: every recorded act, of everybody, to search and export."""

from functools import reduce

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from staff.flows.registers import AUDIT
from staff.reports.scoped import ScopedReportView


class AuditFilterSet(SiteHistoryReportFilterSet):
    """Wagtail's filters, offering what any log holds instead of what an editor may see."""

    own_choices = ("user", "object_type")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kinds = _ids("get_content_type_ids")
        self.filters["object_type"].queryset = ContentType.objects.filter(pk__in=kinds)

    def get_action_choices(self):
        used = _ids("get_actions")
        return [choice for choice in registry.get_choices() if choice[0] in used]

    def get_users_queryset(self):
        return get_user_model().objects.filter(pk__in=_ids("get_user_ids")).order_by("username")


def _ids(method: str) -> set:
    models = registry.get_log_entry_models()
    return reduce(set.union, (set(getattr(m.objects.all(), method)()) for m in models), set())


class AuditLogView(ScopedReportView, LogEntriesView):
    """Read-only. Others get a 404: the log names people of every organisation."""

    model = ModelLogEntry
    policy_action = "staff.view_log"
    register = AUDIT
    page_title = _("Audit log")
    header_icon = "history"
    filterset_class = AuditFilterSet
    index_url_name = "staff_audit_log"
    index_results_url_name = "staff_audit_log_results"

    def get_filtered_queryset(self) -> QuerySet:
        """(pk, timestamp, which log model) of every log, newest first; rows follow per page."""
        self.log_models = sorted(registry.get_log_entry_models(), key=lambda model: model.__name__)
        parts = [self._part(index, model) for index, model in enumerate(self.log_models)]
        return parts[0].union(*parts[1:], all=True).order_by("-timestamp")

    def _part(self, index: int, model) -> QuerySet:
        rows = model.objects.values("pk", "timestamp")
        numbered = rows.annotate(log_model_index=Value(index, output_field=IntegerField()))
        return self.filter_queryset(numbered).order_by()
