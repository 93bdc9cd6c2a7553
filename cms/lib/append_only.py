"""Tables whose rows never change: triggers that refuse UPDATE and DELETE on both databases."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION jiangtang_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$
"""
POSTGRES_ROW = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH ROW EXECUTE FUNCTION jiangtang_refuse()
"""
POSTGRES_TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION jiangtang_refuse()
"""


def _statements(table: str, vendor: str) -> list[str]:
    verbs = [{"table": table, "verb": v, "VERB": v.upper()} for v in ("update", "delete")]
    if vendor == "sqlite":
        return [SQLITE.format(**names) for names in verbs]
    rows = [POSTGRES_ROW.format(**names) for names in verbs]
    return [POSTGRES_FUNCTION, *rows, POSTGRES_TRUNCATE.format(table=table)]


def append_only(table: str) -> migrations.RunPython:
    """A migration step that locks `table` against UPDATE, DELETE and TRUNCATE.

    Every write but INSERT then fails in the database itself, whoever asks; reversible.
    """

    def forward(_apps, editor) -> None:
        for statement in _statements(table, editor.connection.vendor):
            editor.execute(statement, params=None)

    def backward(_apps, editor) -> None:
        verbs = ["update", "delete"]
        suffix = "" if editor.connection.vendor == "sqlite" else f" ON {table}"
        if suffix:
            verbs.append("truncate")
        for verb in verbs:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{suffix}", params=None)

    return migrations.RunPython(forward, backward)


def locked_when(table: str, condition: str, verbs: tuple[str, ...] = ("update", "delete")):
    """A migration step that refuses `verbs` on rows of `table` for which `condition` holds.

    `condition` is SQL over OLD (and NEW, for update alone); write `DISTINCT` between two values
    for "differs, NULL included". Reversible.
    """

    def forward(_apps, editor) -> None:
        if editor.connection.vendor == "sqlite":
            when = condition.replace("DISTINCT", "IS NOT")
            body = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            head = ""
        else:
            editor.execute(POSTGRES_FUNCTION, params=None)
            when = condition.replace("DISTINCT", "IS DISTINCT FROM")
            body, head = "EXECUTE FUNCTION jiangtang_refuse()", "FOR EACH ROW "
        for verb in verbs:
            editor.execute(
                f"CREATE TRIGGER {table}_locked_{verb} BEFORE {verb.upper()} ON {table} "
                f"{head}WHEN ({when}) {body}",
                params=None,
            )

    def backward(_apps, editor) -> None:
        suffix = "" if editor.connection.vendor == "sqlite" else f" ON {table}"
        for verb in verbs:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_locked_{verb}{suffix}", params=None)

    return migrations.RunPython(forward, backward)


def lift(lock: migrations.RunPython) -> migrations.RunPython:
    """The opposite of `append_only(…)` or `locked_when(…)`: a step that takes the lock away.

    For migrations that alter a locked table: lift, alter, lock again. SQLite makes the table anew
    for most alterations and forgets its triggers, so locking again is never optional.
    """
    assert lock.reverse_code is not None  # noqa: S101 - both makers above give one
    return migrations.RunPython(lock.reverse_code, lock.code)
