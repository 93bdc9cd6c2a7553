"""What awaits review, within reach: Wagtail asks whether somebody reviews items, not whose."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView

from bank.flows.registers import TASKS, WORKFLOWS
from bank.models.items import Item
from cms.flows.exports import Exported, export
from cms.lib.admin.exported import ExportedList
from staff.permissions import POLICY


def item_numbers(user) -> list[str]:
    """The primary keys of the items within reach, as workflow states keep them."""
    rows = POLICY.scope(user, "bank.view_item", Item.objects.all())
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def of_items_within_reach(user, states: QuerySet, prefix: str = "") -> QuerySet:
    """States of anything but items, and of the items that the user may see."""
    items = Q(**{f"{prefix}content_type": ContentType.objects.get_for_model(Item)})
    return states.filter(~items | Q(**{f"{prefix}object_id__in": item_numbers(user)}))


class ReviewList(ExportedList):
    """Taken away as it is listed, without what has been deleted since."""

    def take_away(self, register, **how: Any) -> Exported:
        return export(register, **how)


class ScopedWorkflowView(ReviewList, WorkflowView):
    register = WORKFLOWS

    def get_queryset(self) -> QuerySet:
        return of_items_within_reach(self.request.user, super().get_queryset())


class ScopedWorkflowTasksView(ReviewList, WorkflowTasksView):
    register = TASKS

    def get_queryset(self) -> QuerySet:
        states = super().get_queryset()
        return of_items_within_reach(self.request.user, states, "workflow_state__")


class ScopedModerationPanel(WorkflowObjectsToModeratePanel):
    def get_context_data(self, parent_context) -> dict:
        context = super().get_context_data(parent_context)
        states = context["states"]
        if any(isinstance(state["obj"], Item) for state in states):
            mine = set(item_numbers(parent_context["request"].user))
            context["states"] = [
                state
                for state in states
                if not isinstance(state["obj"], Item) or str(state["obj"].pk) in mine
            ]
        return context
