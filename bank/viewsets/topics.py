"""The list of topics: one for everybody who writes items, lessons or lectures."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from bank.models.topics import Topic


class TopicViewSet(ModelViewSet):
    """知识点."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    copy_view_enabled = False
    form_fields = ["name"]
    list_display = ["name"]
    search_fields = ["name"]
    search_backend_name = None
