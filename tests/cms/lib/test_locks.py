"""Rows that are held, and numbers that do not repeat."""

from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.models import F, QuerySet

from cms.lib.locks import held, next_number
from staff.models.member import Member
from staff.models.organisation import Organisation, Post
from tests.factories.staff import make_organisation

pytestmark = pytest.mark.django_db


def postgresql_sql(rows: QuerySet) -> str:
    """What PostgreSQL would be asked, without one."""
    there = DatabaseWrapper({**connection.settings_dict, "ENGINE": "", "NAME": "none"})
    there.get_autocommit = lambda: False
    return rows.query.get_compiler(connection=there).as_sql()[0]


def test_the_row_alone_is_held_and_what_is_joined_is_read(world, monkeypatch):
    asked: list[QuerySet] = []
    get = QuerySet.get
    monkeypatch.setattr(
        QuerySet, "get", lambda rows, **by: asked.append(rows.filter(**by)) or get(rows, **by)
    )
    with transaction.atomic():
        held(world.members["staff"], "organisation")
    sql = postgresql_sql(asked[0])
    assert sql.endswith('FOR UPDATE OF "staff_member"')
    assert "staff_organisation" in sql


def test_what_comes_back_is_the_row_as_it_is_now(world, django_assert_num_queries):
    old = world.members["staff"]
    Member.objects.filter(pk=old.pk).update(village="高平")
    with transaction.atomic(), django_assert_num_queries(1):
        row = held(old, "organisation", "post")
        assert (row.village, row.organisation.name) == ("高平", "双江街道")
    assert row is not old
    assert old.village != "高平"


def test_a_row_that_is_gone_cannot_be_held(world):
    place = make_organisation("530426009", "岔河乡", "township", world.eshan)
    Organisation.objects.filter(pk=place.pk).delete()
    with pytest.raises(Organisation.DoesNotExist), transaction.atomic():
        held(place)


@pytest.fixture
def rows(world):
    """rows(*numbers) → rows whose `number` is one of these."""

    def make(*numbers: str) -> QuerySet:
        for place, number in enumerate(numbers):
            Post.objects.create(code=f"number-{place}", name=number)
        return Post.objects.filter(code__startswith="number-").annotate(number=F("name"))

    return make


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        ((), "代管-1-2026-0001"),
        (("代管-1-2026-0001",), "代管-1-2026-0002"),
        (("代管-1-2026-0001", "代管-1-2026-0003"), "代管-1-2026-0004"),  # a gap stays a gap
        (("代管-1-2026-0009", "代管-1-2026-0010"), "代管-1-2026-0011"),
        (("代管-1-2026-9999", "代管-1-2026-10000"), "代管-1-2026-10001"),  # by value, not letters
        (("代管-1-2025-0007", "代管-2-2026-0008"), "代管-1-2026-0001"),  # other heads
    ],
)
def test_the_next_number_is_one_more_than_the_highest(rows, there, wanted):
    assert next_number("代管-1-2026-", rows(*there), width=4) == wanted


def test_a_deleted_number_does_not_come_again_while_a_later_one_stands(rows):
    found = rows("申报-1", "申报-2", "申报-3")
    found.filter(name="申报-2").delete()
    assert found.count() + 1 == 3  # what a count would have given out a second time
    assert next_number("申报-", found) == "申报-4"


def test_a_number_may_end_in_a_word(rows):
    found = rows("承诺〔2026〕3-0001之1号", "承诺〔2026〕3-0001之2号")
    assert next_number("承诺〔2026〕3-0001之", found, tail="号") == "承诺〔2026〕3-0001之3号"


def test_every_lock_of_the_house_is_taken_here():
    root = Path(__file__).resolve().parents[3]
    apps = ("cms", "staff", "bank", "evidence", "reminders", "courses", "exams", "pledges", "desk")
    sources = [path for app in apps for path in (root / app).rglob("*.py")]
    assert len(sources) > 300
    by_hand = [path for path in sources if "select_for_update(" in path.read_text("utf-8")]
    assert [path.relative_to(root).as_posix() for path in by_hand] == ["cms/lib/locks.py"]
