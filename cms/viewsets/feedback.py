"""Complaints and suggestions in the admin: read, filtered and exported, never edited."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from cms.flows.publishing import permit, role_group
from cms.flows.registers import FEEDBACK
from cms.lib.admin.closed import ByPermission, Closed
from cms.models.feedback import Feedback
from cms.viewsets.listing import RegisterIndexView

READERS = ("accounts_admin", "audit_admin")


class FeedbackIndexView(RegisterIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("user")


class FeedbackViewSet(ByPermission, Closed, ModelViewSet):
    """Nobody holds a permission to add, change or delete a message; readers may view."""

    model = Feedback
    register = FEEDBACK
    index_view_class = FeedbackIndexView
    name = "feedback"
    icon = "comment"
    menu_label = _("Complaints and suggestions")
    menu_order = 320
    add_to_admin_menu = True
    form_fields = ["kind", "text", "page"]
    list_display = [
        Column("reference", label=_("reference number")),
        Column("get_kind_display", label=_("kind of message"), sort_key="kind"),
        Column("text", label=_("text of the message")),
        Column("created_at", label=_("received"), sort_key="created_at"),
    ]
    list_filter = {"kind": ["exact"], "created_at": ["date"]}
    search_fields = ["text", "page"]
    inspect_view_enabled = True
    inspect_view_fields = ["reference", "created_at", "kind", "text", "page", "user"]
    copy_view_enabled = False
    list_per_page = 50


def set_up() -> None:
    """Let the readers' role groups into the list."""
    for role in READERS:
        permit(role_group(role), "wagtailadmin.access_admin", "cms.view_feedback")
