"""The one export: what is written, what is logged, and that both happen or neither."""

import pytest
from django.db import connection
from wagtail.models import ModelLogEntry

from cms.flows.exports import export
from cms.flows.registers import FEEDBACK
from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column

NAMES = Register("名单", (Column("姓名", 12, str),), log="cms.export_feedback")


def test_the_log_says_who_took_how_many_rows_of_what(world, at):
    user = world.users["hr_city"]
    exported = export(
        NAMES, rows=["甲", "乙"], by=user, at=at, about=world.eshan, details={"list": "all"}
    )
    entry = ModelLogEntry.objects.get(action="cms.export_feedback")
    assert (exported.name, exported.rows) == ("名单.xlsx", 2)
    assert (entry.user, entry.object_id) == (user, str(world.eshan.pk))
    assert entry.data == {"rows": 2, "list": "all"}


def test_without_anything_else_it_is_filed_under_the_person(world, at):
    user = world.users["admin"]
    exported = export(NAMES, rows=[], by=user, at=at, name="名册", file_format="csv")
    assert exported.name == "名册.csv"
    assert str(user) in exported.data.decode()
    assert ModelLogEntry.objects.get(action="cms.export_feedback").object_id == str(user.pk)


def test_what_cannot_be_written_is_not_logged(world, at):
    with pytest.raises(AttributeError):
        export(FEEDBACK, rows=[object()], by=world.users["admin"], at=at, file_format="csv")
    assert not ModelLogEntry.objects.filter(action="cms.export_feedback").exists()


def test_rows_are_read_and_written_before_the_database_is_held(world, at):
    def rows():
        assert not connection.savepoint_ids
        yield "甲"

    assert export(NAMES, rows=rows(), by=world.users["admin"], at=at).rows == 1
