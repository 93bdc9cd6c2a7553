"""One account may be trainer and reviewer; its own work is still approved by somebody else."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Workflow

from bank.flows.items import publish_items
from bank.models.items import Item
from cms.models.own_work import OwnWork, wrote
from cms.wagtail_hooks import nobody_publishes_the_own_work
from tests.factories.exams import make_bank, make_item
from tests.factories.learning import make_lesson
from tests.factories.staff import make_grant

LET = {"skip_permission_checks": True}  # the editor has asked about those before


@pytest.fixture
def both(world, at):
    """A trainer who is a reviewer as well, with the groups of both."""
    call_command("setup_site")
    user = world.users["trainer"]
    make_grant(user, "reviewer", world.city)
    call_command("setup_site")
    return user


def drafted(world, by) -> Item:
    item = make_item(make_bank(world.city), live=False)
    item.stem = "改过的题干"
    item.save_revision(user=by)
    return item


class TestItems:
    def test_every_way_of_publishing_refuses_who_wrote(self, world, both, at):
        item = drafted(world, both)
        with pytest.raises(OwnWork):
            item.latest_revision.publish(user=both)
        with pytest.raises(OwnWork):
            publish_items(items=[item], user=both, at=at)
        item.refresh_from_db()
        assert not item.live
        assert publish_items(items=[item], user=world.users["reviewer"], at=at) == 1

    def test_saving_without_a_change_is_not_writing(self, world, both, at):
        item = drafted(world, world.users["reviewer"])
        item.get_latest_revision_as_object().save_revision(user=both)
        assert not wrote(item, both)
        assert wrote(item, world.users["reviewer"])

    def test_what_was_published_since_is_no_longer_ones_own(self, world, both, at):
        item = drafted(world, both)
        item.latest_revision.publish(user=world.users["reviewer"], **LET)
        item.refresh_from_db()
        assert not wrote(item, both)
        item.stem = "又改"
        item.save_revision(user=world.users["reviewer"])
        assert not wrote(item, both)

    def test_the_review_offers_nothing_to_who_wrote(self, world, both, login, at):
        item = drafted(world, both)
        state = Workflow.objects.get(name="试题审核").start(item, both)
        task = state.current_task_state.task.specific
        assert task.get_actions(item, both) == []
        assert [name for name, *_rest in task.get_actions(item, world.users["reviewer"])] == []
        client = login(both)
        approve = reverse(
            "wagtailsnippets_bank_item:workflow_action",
            args=[item.pk, "approve", state.current_task_state.pk],
        )
        client.post(approve, {"comment": ""})
        item.refresh_from_db()
        assert not item.live
        other = login(world.users["reviewer"])
        other.get("/admin/")  # the groups follow the roles
        other.post(approve, {"comment": ""})
        item.refresh_from_db()
        assert item.live


def test_a_page_is_published_by_another_and_the_editor_says_so(world, both, rf, monkeypatch):
    lesson = make_lesson()
    lesson.title = "新标题"
    revision = lesson.save_revision(user=both)
    with pytest.raises(OwnWork):
        revision.publish(user=both, **LET)
    said = []
    monkeypatch.setattr(
        "cms.wagtail_hooks.messages.error", lambda _request, text: said.append(text)
    )
    request = rf.post("/")
    request.user = both
    answer = nobody_publishes_the_own_work(request, lesson)
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert said == [OwnWork.message]
    request.user = world.users["reviewer"]
    assert nobody_publishes_the_own_work(request, lesson) is None
    revision.publish(user=request.user, **LET)
    lesson.refresh_from_db()
    assert lesson.title == "新标题"
