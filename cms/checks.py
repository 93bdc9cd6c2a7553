"""System checks: what a machine must have before a part of the product works there."""

import ctypes
from collections.abc import Sequence

from django.core.checks import Error
from django.core.checks import Warning as CheckWarning
from django.db import connections

from cms.lib.durability import durability_faults

# The libraries WeasyPrint opens; harfbuzz-subset makes fonts small in 8 ms instead of 13 s.
PDF_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
PDF_HINT = (
    "apt-get install -y --no-install-recommends "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def missing_pdf_libraries() -> list[str]:
    """The native libraries of the PDF renderer that this machine does not have."""
    lost = []
    for name in PDF_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            lost.append(name)
    return lost


def check_pdf_libraries(app_configs, **kwargs) -> list[CheckWarning]:
    """cms.W001: everything else runs without them, signed pledges wait for their PDF."""
    lost = missing_pdf_libraries()
    if not lost:
        return []
    message = f"PDF files cannot be made here: {', '.join(lost)} not found."
    return [CheckWarning(message, hint=PDF_HINT, id="cms.W001")]


DURABILITY_HINT = (
    "SQLite: PRAGMA synchronous=FULL in the connection's init_command. "
    "PostgreSQL: fsync = on, and synchronous_commit not off (server, database, role, options)."
)


def check_durability(app_configs, databases: Sequence[str] | None = None, **kwargs) -> list[Error]:
    """cms.E001: an answer that was shown as saved could be lost with the power.

    Asks the databases it is given, and none otherwise: `check --database default`, `migrate`.
    """
    return [
        Error(
            f"The database '{alias}' does not sync what it acknowledges: {', '.join(faults)}.",
            hint=DURABILITY_HINT,
            id="cms.E001",
        )
        for alias in databases or ()
        if (faults := durability_faults(connections[alias]))
    ]
