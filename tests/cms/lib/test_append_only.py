from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from wagtail.models import Page, Site

from cms.lib.append_only import append_only, lift, locked_when
from staff.flows.standing import grant_credential
from staff.models.standing import Credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential(world, at):
    member = world.members["staff"]
    return grant_credential(
        member=member, kind="training", code="lesson:1", title="入户调查", source="lesson:1:1",
        earned_at=at,
    )[0]  # fmt: skip


def test_update_is_refused_by_the_database(credential):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(title="改过")
    assert Credential.objects.get(pk=credential.pk).title == "入户调查"


def test_delete_is_refused_by_the_database(credential):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).delete()
    assert Credential.objects.filter(pk=credential.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_can_still_be_cleaned_up(credential):
    assert Credential.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_triggers_stand_again_after_a_transactional_test(credential):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).delete()
    assert Credential.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_wagtails_own_rows_are_back_after_a_transactional_test():
    assert Page.objects.filter(depth=1).count() == 1
    assert Site.objects.filter(is_default_site=True).count() == 1


FUNCTION = (
    "CREATE OR REPLACE FUNCTION jiangtang_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$"
)
ROW = "FOR EACH ROW EXECUTE FUNCTION jiangtang_refuse()"


class Editor:
    """Writes down what a step asks of a database that is not there."""

    def __init__(self, vendor: str) -> None:
        self.connection = SimpleNamespace(vendor=vendor)
        self.asked: list[tuple[str, object]] = []

    def execute(self, statement, params=()) -> None:
        self.asked.append((" ".join(statement.split()), params))


def asked_by(step, vendor: str) -> list[str]:
    """No placeholder is filled in, so that a % stays a %."""
    editor = Editor(vendor)
    step(None, editor)
    assert {params for _statement, params in editor.asked} <= {None}
    return [statement for statement, _params in editor.asked]


def test_postgresql_refuses_update_delete_and_truncate():
    assert asked_by(append_only("t").code, "postgresql") == [
        FUNCTION,
        f"CREATE TRIGGER t_no_update BEFORE UPDATE ON t {ROW}",
        f"CREATE TRIGGER t_no_delete BEFORE DELETE ON t {ROW}",
        "CREATE TRIGGER t_no_truncate BEFORE TRUNCATE ON t FOR EACH STATEMENT "
        "EXECUTE FUNCTION jiangtang_refuse()",
    ]


def test_sqlite_refuses_update_and_delete():
    assert asked_by(append_only("t").code, "sqlite") == [
        f"CREATE TRIGGER t_no_{verb.lower()} BEFORE {verb} ON t "
        "BEGIN SELECT RAISE(ABORT, 'append-only: t'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def test_the_way_back_takes_every_trigger_away():
    back = append_only("t").reverse_code
    assert asked_by(back, "sqlite") == [
        "DROP TRIGGER IF EXISTS t_no_update",
        "DROP TRIGGER IF EXISTS t_no_delete",
    ]
    assert asked_by(back, "postgresql") == [
        "DROP TRIGGER IF EXISTS t_no_update ON t",
        "DROP TRIGGER IF EXISTS t_no_delete ON t",
        "DROP TRIGGER IF EXISTS t_no_truncate ON t",
    ]


LOCK = locked_when("t", "OLD.done AND OLD.a DISTINCT NEW.a", verbs=("update",))


def test_some_rows_are_locked_by_a_condition():
    assert asked_by(LOCK.code, "postgresql") == [
        FUNCTION,
        "CREATE TRIGGER t_locked_update BEFORE UPDATE ON t FOR EACH ROW "
        "WHEN (OLD.done AND OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION jiangtang_refuse()",
    ]
    assert asked_by(LOCK.code, "sqlite") == [
        "CREATE TRIGGER t_locked_update BEFORE UPDATE ON t WHEN (OLD.done AND OLD.a IS NOT NEW.a) "
        "BEGIN SELECT RAISE(ABORT, 'append-only: t'); END"
    ]
    assert asked_by(LOCK.reverse_code, "postgresql") == [
        "DROP TRIGGER IF EXISTS t_locked_update ON t"
    ]
    assert asked_by(LOCK.reverse_code, "sqlite") == ["DROP TRIGGER IF EXISTS t_locked_update"]


def test_a_condition_locks_both_verbs_unless_one_is_named():
    both = locked_when("t", "OLD.done")
    (_function, *made) = asked_by(both.code, "postgresql")
    assert [statement.split()[2] for statement in made] == ["t_locked_update", "t_locked_delete"]
    assert len(asked_by(both.reverse_code, "sqlite")) == 2


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
@pytest.mark.parametrize("lock", [append_only("t"), LOCK], ids=["whole", "some rows"])
def test_lifting_is_the_opposite_of_locking(lock, vendor):
    lifted = lift(lock)
    assert asked_by(lifted.code, vendor) == asked_by(lock.reverse_code, vendor)
    assert asked_by(lifted.reverse_code, vendor) == asked_by(lock.code, vendor)


@pytest.fixture
def scratch():
    """A table of two rows, in the database the tests run on."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (pk integer, a integer, done boolean)")
        cursor.execute("INSERT INTO scratch VALUES (1, 5, TRUE), (2, 5, FALSE)")
    yield ask
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE scratch")


def ask(statement: str) -> bool:
    """Whether the database did it, or refused it in our words."""
    said = ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refusal:
        said = str(refusal)
    assert not said or "append-only: scratch" in said
    return not said


def step(way) -> None:
    with connection.cursor() as cursor:
        way(
            None,
            SimpleNamespace(
                connection=connection, execute=lambda sql, params: cursor.execute(sql, params)
            ),
        )


def test_a_table_takes_rows_and_lets_none_go_until_it_is_unlocked(scratch):
    lock = append_only("scratch")
    step(lock.code)
    assert scratch("INSERT INTO scratch VALUES (3, 1, TRUE)")
    assert not scratch("UPDATE scratch SET a = 6 WHERE pk = 2")
    assert not scratch("DELETE FROM scratch WHERE pk = 2")
    step(lift(lock).code)
    assert scratch("UPDATE scratch SET a = 6 WHERE pk = 2")
    assert scratch("DELETE FROM scratch WHERE pk = 2")


def test_a_locked_row_keeps_what_the_condition_names(scratch):
    lock = locked_when("scratch", "OLD.done AND OLD.a DISTINCT NEW.a", verbs=("update",))
    step(lock.code)
    assert not scratch("UPDATE scratch SET a = 6 WHERE pk = 1")
    assert not scratch("UPDATE scratch SET a = NULL WHERE pk = 1")
    assert scratch("UPDATE scratch SET a = 5 WHERE pk = 1")
    assert scratch("UPDATE scratch SET a = 6 WHERE pk = 2")
    assert scratch("DELETE FROM scratch WHERE pk = 1")
    step(lock.reverse_code)
    assert scratch("UPDATE scratch SET a = 6")
