"""One list of topics for items and lessons."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from bank.models.topics import Topic
from tests.factories.exams import make_bank, make_item
from tests.factories.learning import make_topic


def test_a_topic_is_its_name(db):
    assert str(Topic(name="低保审核程序")) == "低保审核程序"


def test_a_word_stands_in_the_list_once(db):
    Topic.objects.create(name="临时救助")
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(name="临时救助")


def test_they_are_listed_by_name(db):
    for name in ("b", "c", "a"):
        Topic.objects.create(name=name)
    assert [topic.name for topic in Topic.objects.all()] == ["a", "b", "c"]


def test_a_topic_that_items_ask_about_cannot_go(world):
    topic = make_topic("特困供养")
    make_item(make_bank(world.city), topic=topic)
    with pytest.raises(ProtectedError):
        topic.delete()
    assert Topic.objects.filter(pk=topic.pk).exists()
