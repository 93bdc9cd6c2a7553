"""`inspect_pdf` for files that strangers give: in a process of its own, with bounds.

A few kilobytes of PDF can unpack to gigabytes or send a reader round in circles. The process may
take this much memory and time and no more; what goes beyond it is "unreadable".
"""

import base64
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from cms.lib.bounded import Busy, OutOfBounds, TookTooLong, limit_this_process, run_apart, turn
from evidence.adapters.examine import inspect_pdf
from evidence.engine.findings import Flaw, Inspection, as_data, from_data
from evidence.engine.renewals import Kept
from evidence.engine.trust import Trust

AT_ONCE = 2  # on this machine, whoever asks
SECONDS = 5  # of work; of the clock, on a full machine, twice as many
MEMORY = 768 * 1024 * 1024


def inspect_stranger(
    data: bytes, trust: Trust, at: datetime, kept: Sequence[Kept] = ()
) -> Inspection:
    """As `inspection.inspect_pdf`, whatever the file does to its reader. Raises Busy."""
    head = {
        "at": at.isoformat(),
        "trust": {name: [_text(one) for one in kept] for name, kept in asdict(trust).items()},
        "kept": [(one.number, one.place, _text(one.der)) for one in kept],
    }
    with turn("inspections", AT_ONCE):
        try:
            given = json.dumps(head).encode() + b"\n" + data
            return from_data(json.loads(run_apart(__name__, given, seconds=2 * SECONDS)))
        except TookTooLong as fault:  # says nothing about the file
            raise Busy from fault
        except (OutOfBounds, ValueError, KeyError, TypeError):
            return unreadable(data)


def unreadable(data: bytes) -> Inspection:
    return Inspection(len(data), hashlib.sha256(data).hexdigest(), (Flaw.UNREADABLE,))


def _text(der: bytes) -> str:
    return base64.b64encode(der).decode()


def main() -> None:
    """Read a header line and the file from stdin, write the inspection to stdout."""
    limit_this_process(seconds=SECONDS, memory=MEMORY)
    head = json.loads(sys.stdin.buffer.readline())
    trust = Trust(
        **{name: tuple(map(base64.b64decode, kept)) for name, kept in head["trust"].items()}
    )
    kept = [Kept(number, place, base64.b64decode(der)) for number, place, der in head["kept"]]
    at = datetime.fromisoformat(head["at"])
    found = inspect_pdf(sys.stdin.buffer.read(), trust, at, kept)
    sys.stdout.write(json.dumps(as_data(found)))


if __name__ == "__main__":
    main()
