"""Registration only: what courses lend to the desk, the record, the menu and the admin."""

from wagtail.snippets.models import register_snippet

from courses.learning.viewsets.topics import TopicViewSet

register_snippet(TopicViewSet)
