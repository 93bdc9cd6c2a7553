"""Registration only: what the item bank lends to the shared pages and to the admin."""

from django.contrib.contenttypes.models import ContentType
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask
from wagtail.snippets.models import register_snippet

from bank.demo.items import seed
from bank.models.items import Item
from bank.views import imports
from bank.viewsets.bulk import DeleteItems, PublishItems
from bank.viewsets.items import ItemBankViewSet, ItemViewSet, TopicViewSet
from bank.viewsets.moderation import ScopedModerationPanel
from cms.flows.publishing import permit, role_group
from cms.queries.citations import Cited

hooks.register("seed_demo", seed, order=39)
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
        path("exams/import/<str:token>/apply/", imports.apply, name="bank_import_apply"),
        path("exams/import/<str:token>/errors/", imports.error_file, name="bank_import_errors"),
        path("exams/export/", imports.export, name="bank_export"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("bank.import_items", gettext_lazy("Import items")),
        ("bank.export_items", gettext_lazy("Export items")),
    ):
        actions.register_action(action, label, label)


@hooks.register("construct_homepage_panels")
def moderation_within_reach(request, panels: list) -> None:
    panels[:] = [
        ScopedModerationPanel() if isinstance(panel, WorkflowObjectsToModeratePanel) else panel
        for panel in panels
    ]


def cited_by_items(bases) -> list[Cited]:
    links = Item.bases.through.objects.filter(legalbasis__in=bases).select_related("item")
    return [
        Cited(
            title=str(link.item),
            url=reverse("wagtailsnippets_bank_item:edit", args=[link.item_id]),
            basis_id=link.legalbasis_id,
            live=link.item.live,
        )
        for link in links
    ]


@hooks.register("register_citations")
def item_citations() -> list:
    return [(gettext_lazy("exam item"), cited_by_items)]


REVIEW = "试题审核"
TRAINER_MAY = ("add_item", "change_item", "add_itembank", "change_itembank", "add_topic")
TRAINER_MAY += ("change_topic",)
REVIEWER_MAY = ("change_item", "publish_item", "lock_item", "unlock_item", "view_itembank")


@hooks.register("setup_groups", order=40)
def set_up_bank() -> None:
    """Trainers write, reviewers approve: 试题审核 for every item."""
    permit(role_group("trainer"), *(f"bank.{name}" for name in TRAINER_MAY))
    permit(role_group("reviewer"), *(f"bank.{name}" for name in REVIEWER_MAY))
    workflow, created = Workflow.objects.get_or_create(name=REVIEW)
    if created:
        task = GroupApprovalTask.objects.create(name=REVIEW)
        task.groups.add(role_group("reviewer"))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Item), defaults={"workflow": workflow}
    )
