"""The list of topics: one for everybody who writes items, lessons or lectures."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from bank.flows.registers import TOPICS
from bank.models.topics import Topic
from cms.lib.admin.closed import ByPermission, Closed
from cms.viewsets.listing import RegisterIndexView


class TopicViewSet(ByPermission, Closed, ModelViewSet):
    """知识点."""

    model = Topic
    register = TOPICS
    index_view_class = RegisterIndexView
    icon = "tag"
    menu_label = _("Topics")
    copy_view_enabled = False
    form_fields = ["name"]
    list_display = ["name"]
    search_fields = ["name"]
    search_backend_name = None
