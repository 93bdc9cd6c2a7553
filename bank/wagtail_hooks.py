"""Registration only: what the item bank lends to the shared pages and to the admin."""

from django.urls import path
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.models import register_snippet

from bank.views import imports
from bank.viewsets.bulk import DeleteItems, PublishItems
from bank.viewsets.items import ItemBankViewSet, ItemViewSet
from bank.viewsets.moderation import ScopedModerationPanel
from bank.viewsets.topics import TopicViewSet

register_snippet(ItemViewSet)
hooks.register("register_bulk_action", PublishItems)
# After Wagtail's own action of this name, so that ours is the one that runs.
hooks.register("register_bulk_action", DeleteItems, order=100)


class BankViewSetGroup(ViewSetGroup):
    menu_label = gettext_lazy("Item bank")
    menu_name = "bank"
    menu_icon = "list-ul"
    menu_order = 321
    items = (ItemBankViewSet, TopicViewSet)


@hooks.register("register_admin_viewset")
def bank_viewsets() -> list:
    return [BankViewSetGroup()]


@hooks.register("register_admin_urls")
def bank_admin_urls() -> list:
    return [
        path("exams/import/", imports.upload, name="bank_import"),
        path("exams/import/<str:token>/", imports.preview, name="bank_import_preview"),
        path("exams/import/<str:token>/errors/", imports.error_file, name="bank_import_errors"),
        path("exams/export/", imports.export, name="bank_export"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("bank.import_items", gettext_lazy("Import items")),
        ("bank.export_items", gettext_lazy("Export items")),
        ("bank.export_register", gettext_lazy("Export the list of items")),
        ("bank.export_topics", gettext_lazy("Export the topics")),
        ("bank.export_reviews", gettext_lazy("Export what is under review")),
    ):
        actions.register_action(action, label, label)


@hooks.register("construct_homepage_panels")
def moderation_within_reach(request, panels: list) -> None:
    panels[:] = [
        ScopedModerationPanel() if isinstance(panel, WorkflowObjectsToModeratePanel) else panel
        for panel in panels
    ]
