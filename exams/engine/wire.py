"""The exam page's batch as it comes over the wire, checked before anything touches a database.

The format is documented in docs/exam-protocol.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bank.engine.items import Kind
from exams.engine.lease import Claim
from exams.engine.log import ANSWER, FLAG, Event

CLIENT = re.compile(r"[A-Za-z0-9_-]{8,32}")
MAX_BODY = 64 * 1024
MAX_EVENTS = 200
MAX_SEQUENCE = 1_000_000
MAX_PARTS = 20
MAX_TEXT = 10_000
# Characters of one part, by the item's kind: a choice is a letter, a blank is a short text.
TEXTS = {Kind.SINGLE: 16, Kind.MULTIPLE: 16, Kind.JUDGEMENT: 16, Kind.BLANK: 500}
MAX_LOADS = 50
MAX_AWAY = 100
DAY = 24 * 3600


class BadBatch(ValueError):
    """The request is not what the protocol says; `code` names the first fault."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Batch:
    """`client` keys the events; `claim` speaks for the page that sends them."""

    client: str
    events: tuple[Event, ...]
    claim: Claim


@dataclass(frozen=True)
class Beat:
    """A sign of life: how many items wait on the device, and when the page was left."""

    client: str
    unsent: int
    visible: bool
    away: tuple[int, ...] = ()  # seconds, one number for each time the page was left


@dataclass(frozen=True)
class SubmitOrder:
    """`last` is the highest sequence that this client has ever used; 0 when none."""

    client: str
    last: int


def milliseconds(moment: datetime) -> int:
    """Since 1970, as JavaScript counts."""
    return round(moment.timestamp() * 1000)


def read_batch(data: Any, items: int, kinds: Sequence[Kind] = ()) -> Batch:
    """A batch for a paper of `items` items, of these kinds in order. Raises BadBatch."""
    client = _client(data)
    rows = data.get("events", [])
    if not isinstance(rows, list):
        raise BadBatch("events_not_a_list")
    if len(rows) > MAX_EVENTS:
        raise BadBatch("too_many_events")
    events = tuple(_event(client, row, items, kinds) for row in rows)
    return Batch(client, events, _claim(data, client))


def _claim(data: Any, client: str) -> Claim:
    by = data.get("by", client)
    was = data.get("was", [])
    if not isinstance(was, list) or len(was) > MAX_LOADS:
        raise BadBatch("was_invalid")
    return Claim(
        by=_name(by),
        opened=data.get("opened") is True,
        was=tuple(_name(name) for name in was),
        takeover=data.get("takeover") is True,
    )


def read_beat(data: Any) -> Beat:
    """Raises BadBatch."""
    client = _client(data)
    away = data.get("away", [])
    if not isinstance(away, list) or len(away) > MAX_AWAY:
        raise BadBatch("away_invalid")
    return Beat(
        client=client,
        unsent=_number(data.get("unsent", 0), 0, MAX_SEQUENCE, "unsent_invalid"),
        visible=data.get("visible") is not False,
        away=tuple(_number(seconds, 0, DAY, "away_invalid") for seconds in away),
    )


def read_submit(data: Any) -> SubmitOrder:
    """Raises BadBatch."""
    client = _client(data)
    return SubmitOrder(client, _number(data.get("last"), 0, MAX_SEQUENCE, "last_invalid"))


def _client(data: Any) -> str:
    if not isinstance(data, dict):
        raise BadBatch("not_an_object")
    return _name(data.get("client"))


def _name(client: Any) -> str:
    if not isinstance(client, str) or not CLIENT.fullmatch(client):
        raise BadBatch("client_invalid")
    return client


def _number(value: Any, low: int, high: int, code: str) -> int:
    if type(value) is not int or not low <= value <= high:
        raise BadBatch(code)
    return value


def read_row(row: Any, items: int, kinds: Sequence[Kind] = ()) -> Event:
    """One event that names its client itself, as in an answer file. Raises BadBatch."""
    return _event(_client(row), row, items, kinds)


def _event(client: str, row: Any, items: int, kinds: Sequence[Kind]) -> Event:
    if not isinstance(row, dict):
        raise BadBatch("event_not_an_object")
    sequence = _number(row.get("seq"), 1, MAX_SEQUENCE, "seq_invalid")
    position = _number(row.get("item"), 1, items, "item_unknown")
    if FLAG in row:
        if type(row[FLAG]) is not bool:
            raise BadBatch("flag_invalid")
        return Event(client, sequence, position, FLAG, row[FLAG])
    most = TEXTS.get(kinds[position - 1], MAX_TEXT) if kinds else MAX_TEXT
    return Event(client, sequence, position, ANSWER, _answer(row.get(ANSWER), most))


def _answer(value: Any, most: int) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_PARTS:
        raise BadBatch("answer_invalid")
    for part in value:
        if not isinstance(part, str) or len(part) > most or not _is_text(part):
            raise BadBatch("answer_invalid")
    return tuple(value)


def _is_text(part: str) -> bool:
    """No NUL and no half of a surrogate pair: neither can be stored as text."""
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in part)
