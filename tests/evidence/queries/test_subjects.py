"""Rows held against their entries: each once, a spoilt one named and passed over."""

import pytest
from django.db.models import QuerySet

from cms.lib.crypto import InvalidToken
from evidence.flows.chain import Event, record
from evidence.queries import subjects
from evidence.queries.subjects import compared
from staff.models.organisation import Post


@pytest.fixture
def rows(db, at, monkeypatch) -> QuerySet:
    """Seven rows with a chain each: one entry that is read, one that is not."""
    monkeypatch.setattr(Post, "subject", property(lambda post: f"post:{post.code}"), raising=False)
    monkeypatch.setattr(Post._meta, "ordering", ["-pk"])
    for number in range(7):
        post = Post.objects.create(code=f"{number}", name=f"岗位{number}")
        record(Event(post, "told", at, {"n": number}))
        record(Event(post, "else", at))
    return Post.objects.filter(code__in=[str(number) for number in range(7)])


@pytest.fixture
def spoilt(monkeypatch):
    """spoilt(*codes): from now on no key of ours opens these rows."""

    def spoil(*codes):
        fetch = QuerySet._fetch_all

        def seen(queryset):
            fetch(queryset)
            if any(isinstance(row, Post) and row.code in codes for row in queryset._result_cache):
                raise InvalidToken

        monkeypatch.setattr(QuerySet, "_fetch_all", seen)

    return spoil


def read(post, entries) -> list[str]:
    return [f"{post.code}: {'+'.join(entry.kind for entry in entries)}"]


@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
def test_every_row_is_compared_once_whatever_order_it_is_listed_in(rows, monkeypatch, chunk):
    monkeypatch.setattr(subjects, "CHUNK", chunk)
    assert sorted(fault.code for fault in compared(rows, read)) == [
        f"{number}: told+else" for number in range(7)
    ]


def test_the_asked_kinds_alone_are_read(rows):
    found = sorted(compared(rows, read, ["told"]), key=lambda fault: fault.code)
    assert [fault.code for fault in found] == [f"{number}: told" for number in range(7)]
    assert [fault.where for fault in found] == [f"post:{number}" for number in range(7)]


@pytest.mark.parametrize("codes", [("3",), ("0", "6"), ("2", "3", "4")])
@pytest.mark.parametrize("chunk", [2, 1000])
def test_a_spoilt_row_is_named_and_the_others_are_compared(rows, monkeypatch, spoilt, codes, chunk):
    keys = dict(rows.values_list("code", "pk"))
    monkeypatch.setattr(subjects, "CHUNK", chunk)
    spoilt(*codes)
    found = list(compared(rows, read))
    unread = [fault.where for fault in found if fault.code == "row_unreadable"]
    assert sorted(unread) == sorted(f"post/{keys[code]}" for code in codes)
    rest = [str(number) for number in range(7) if str(number) not in codes]
    read_ones = [fault.code for fault in found if fault.code != "row_unreadable"]
    assert sorted(read_ones) == [f"{code}: told+else" for code in rest]


def test_a_thousand_rows_are_read_at_a_time():
    assert subjects.CHUNK == 1000
