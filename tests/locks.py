"""Which rows a flow holds: asked of the queries themselves, so that SQLite answers as well."""

from contextlib import contextmanager

from django.db.models.sql.compiler import SQLCompiler


@contextmanager
def held_models():
    """The tables whose rows were asked for with a lock, in order, by their models' names."""
    seen: list[str] = []
    execute = SQLCompiler.execute_sql

    def note(compiler, *args, **options):
        if compiler.query.select_for_update:
            seen.append(compiler.query.model.__name__)
        return execute(compiler, *args, **options)

    SQLCompiler.execute_sql = note
    try:
        yield seen
    finally:
        SQLCompiler.execute_sql = execute
