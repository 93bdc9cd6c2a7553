"""Rows held until the transaction ends, and numbers that are given out under such a hold."""

from typing import TypeVar

from django.db.models import Manager, Model, QuerySet
from django.db.models.functions import Length

Row = TypeVar("Row", bound=Model)


def held(row: Row, *joined: str) -> Row:
    """The row as it is now, held until the transaction ends; what is joined is read, not held.

    Raises DoesNotExist when it is gone. The row that was passed in stays as it was.
    """
    model = row.__class__  # not type(): the user of a request is a wrapped one
    rows = holding(model._default_manager)
    return (rows.select_related(*joined) if joined else rows).get(pk=row.pk)


def holding(rows: QuerySet[Row] | Manager[Row]) -> QuerySet[Row]:
    """These rows, each held once it is read until the transaction ends; joined rows are not.

    Every flow takes its locks by `held` and `holding`: a lock on a joined row (an organisation, a
    paper) would make people wait for each other who have nothing to do with each other.
    """
    return rows.select_for_update(of=("self",))


def next_number(head: str, rows: QuerySet, *, width: int = 1, tail: str = "") -> str:
    """The number after the highest that `rows` have between `head` and `tail`.

    Gaps are not filled and a count is not trusted: a number that was given out once is not given
    out again while a later one stands. The caller holds a row that everybody numbering under this
    head has to hold.
    """
    return f"{head}{last_number(head, rows, tail=tail) + 1:0{width}d}{tail}"


def last_number(head: str, rows: QuerySet, *, tail: str = "") -> int:
    """The highest number that `rows` have between `head` and `tail`, 0 for none."""
    under = rows.filter(number__startswith=head, number__endswith=tail)
    numbers = under.order_by(Length("number").desc(), "-number").values_list("number", flat=True)
    highest = numbers.first()
    return int(highest.removeprefix(head).removesuffix(tail)) if highest else 0
