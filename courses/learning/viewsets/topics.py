"""Admin screens of courses."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.learning.models.teaching import Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = _("Lesson topics")
    list_display = ["name"]
    search_fields = ["name"]
    list_export = ["name"]
    export_filename = "topics"
