"""What can be done with many items at once, within the user's reach."""

from django.shortcuts import get_list_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from bank.flows.items import publish_items
from bank.models.items import Item
from cms.models.own_work import wrote
from staff.permissions import POLICY


class WithinReach:
    """Items elsewhere are not even named as forbidden: they do not exist."""

    models = [Item]

    def get_queryset(self, model, object_ids) -> list[Item]:
        rows = Item.objects.filter(pk__in=object_ids).select_related("latest_revision")
        return get_list_or_404(POLICY.scope(self.request.user, "bank.view_item", rows))


class DeleteItems(WithinReach, DeleteBulkAction):
    """Wagtail's own, narrowed. No role may delete items; they are unpublished instead."""


class PublishItems(WithinReach, SnippetBulkAction):
    """How a reviewer publishes an import of forty items after reading them."""

    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish the selected items")
    template_name = "bank/admin/publish_items.html"
    action_priority = 10

    def check_perm(self, item: Item) -> bool:
        """Unchecked items and the own work stay behind, and all of it for who may not publish."""
        if not POLICY.may(self.request.user, "bank.publish_item", item):
            return False
        if wrote(item, self.request.user):
            return False
        return not item.get_latest_revision_as_object().is_unchecked

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs) -> tuple[int, int]:
        return publish_items(items=objects, user=kwargs["self"].request.user, at=timezone.now()), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        said = ngettext("%(n)d item published.", "%(n)d items published.", num_parent_objects)
        return said % {"n": num_parent_objects}
