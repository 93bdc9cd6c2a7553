"""The one way in which a list leaves the house."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail.log_actions import log

from cms.lib.tables.registers import Register, write_register


@dataclass(frozen=True)
class Exported:
    """A file that is on its way to somebody, and how many rows stand in it."""

    name: str
    data: bytes
    rows: int


def export(
    register: Register,
    *,
    rows: Iterable[Any],
    by: Any,
    at: datetime,
    filled_by: str = "",
    about: Model | None = None,
    name: str = "",
    file_format: str = "xlsx",
    details: Mapping[str, object] | None = None,
) -> Exported:
    """`rows` as a file that says who took it and when; the log says so as well, with the count.

    Give only rows that `by` may see: `staff.flows.exports` narrows them by the policy. `about` is
    what the log files it under, `filled_by` the unit it speaks for (both are the person when there
    is nothing else), `name` the file's name without its ending (the title when there is none).
    The file is written before the log is: a long list keeps nobody waiting for the database.
    """
    written = write_register(
        register,
        rows,
        filled_by=filled_by or str(by),
        at=at,
        exported_by=str(by),
        file_format=file_format,
    )
    with transaction.atomic():
        log(about or by, register.log, user=by, data={"rows": written.rows, **(details or {})})
    return Exported(f"{name or register.title}.{file_format}", written.data, written.rows)
