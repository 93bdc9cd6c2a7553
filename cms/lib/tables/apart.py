"""A workbook is read in a process of its own, with bounds: a small file can ask for hours."""

import pickle
import sys
from io import BytesIO

from django.conf import settings

from cms.lib.bounded import OutOfBounds, limit_this_process, run_apart, turn
from cms.lib.tables.reading import Sheet, SheetFault, read_xlsx

AT_ONCE = 2
SECONDS = 20  # of work; of the clock, on a full machine, twice as many
MEMORY = 1024 * 1024 * 1024
KNOWN = {
    "cms.lib.tables.reading": {"Sheet"},
    "datetime": {"date", "datetime", "time", "timedelta"},
    "decimal": {"Decimal"},
}


class Unpickler(pickle.Unpickler):
    """Cells and sheets and nothing else, whatever became of the process that wrote them."""

    def find_class(self, module: str, name: str):
        if name not in KNOWN.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def read_workbook(data: bytes, *, max_rows: int) -> list[Sheet]:
    """As `read_xlsx`. Raises SheetFault, and Busy when others are being read."""
    if settings.JIANGTANG_SHEETS_IN_PLACE:
        return read_xlsx(data, max_rows=max_rows)
    with turn("sheets", AT_ONCE):
        try:
            told = run_apart(__name__, b"%d\n" % max_rows + data, seconds=2 * SECONDS)
            sheets, code, where = Unpickler(BytesIO(told)).load()
        except (OutOfBounds, pickle.UnpicklingError, EOFError) as fault:
            raise SheetFault("bounds") from fault
    if code:
        raise SheetFault(code, **where)
    return sheets


def main() -> None:
    """Read a line with the most rows and the file from stdin; write sheets or the fault."""
    limit_this_process(seconds=SECONDS, memory=MEMORY)
    max_rows = int(sys.stdin.buffer.readline())
    try:
        answer: tuple = (read_xlsx(sys.stdin.buffer.read(), max_rows=max_rows), "", {})
    except SheetFault as fault:
        answer = ([], fault.code, fault.where)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main()
