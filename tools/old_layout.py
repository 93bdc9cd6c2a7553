"""Is the database one of an earlier layout? Then say what to do, instead of failing half-way.

Ends with 1 and one paragraph when the database knows migrations that this version does not have.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = {
    *("cms", "staff", "bank", "evidence", "reminders", "exams"),
    *("learning", "plans", "rounds", "custody", "kinship", "overview"),
    *("courses", "pledges"),  # labels of the layout before
}


def strangers(applied: set[tuple[str, str]], known: set[tuple[str, str]]) -> list[str]:
    """Migrations of ours that were applied once and are not part of this version, in order."""
    return sorted(f"{app}.{name}" for app, name in applied - known if app in OURS)


def advice(found: list[str], place: str) -> str:
    """What to do about a database of an earlier layout."""
    return (
        f"The database was made by an earlier version of Jiangtang ({found[0]} and "
        f"{len(found) - 1} more), before its parts were arranged anew. It cannot be carried over.\n"
        f"Nothing was changed. Put it aside or delete it, then start again:\n\n    {place}\n"
    )


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    import django
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    loader = MigrationLoader(connection)
    found = strangers(set(loader.applied_migrations), set(loader.disk_migrations))
    if not found:
        return 0
    if connection.vendor == "sqlite":
        place = f"mv {settings.VAR_DIR} {settings.VAR_DIR}-old"
    else:
        place = "drop and create the database that DATABASE_URL names"
    print(advice(found, place), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
