from django.contrib.contenttypes.models import ContentType
from wagtail.models import Workflow, WorkflowContentType

from bank.flows.site import REVIEW, set_up
from bank.models.items import Item
from cms.flows.publishing import role_group


def permissions(role: str) -> set[str]:
    rows = role_group(role).permissions.filter(content_type__app_label="bank")
    return set(rows.values_list("codename", flat=True))


def test_trainers_write_and_reviewers_publish(db):
    set_up()
    assert "add_item" in permissions("trainer") - permissions("reviewer")
    assert "publish_item" in permissions("reviewer") - permissions("trainer")
    for role in ("trainer", "reviewer"):
        assert {"add_topic", "change_topic"} <= permissions(role)
        assert "delete_topic" not in permissions(role)
        assert "delete_item" not in permissions(role)


def test_every_item_goes_through_the_review_and_a_second_run_changes_nothing(db):
    set_up()
    set_up()
    workflow = Workflow.objects.get(name=REVIEW)
    kinds = WorkflowContentType.objects.filter(workflow=workflow)
    assert [row.content_type for row in kinds] == [ContentType.objects.get_for_model(Item)]
