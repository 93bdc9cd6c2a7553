import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from cms.lib.crypto import lookup_hash
from staff.flows.keys import rotate_keys
from staff.flows.roster import preview_roster
from staff.models.member import Member
from staff.queries.roster_files import open_file
from tests.factories.roster import make_id, make_row, upload_of

NEW = Fernet.generate_key().decode()


@pytest.fixture
def member(world):
    member = world.members["staff"]
    member.id_number, member.id_number_hash = make_id(2), lookup_hash("id_number", make_id(2))
    member.save()
    return member


def tokens() -> dict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, id_number, mobile FROM staff_member ORDER BY id")
        return {row[0]: row[1:] for row in cursor.fetchall()}


def run() -> str:
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def test_everything_moves_to_the_first_key(member, world, at, settings):
    made = preview_roster(upload=upload_of(make_row(1)), by=world.users["admin"], at=at)
    old = settings.FIELD_KEYS[0]
    settings.FIELD_KEYS = [NEW, old]
    before = tokens()
    said = run()
    assert "staff.Member.id_number: 1 of 1 renewed" in said
    assert "staff.Member.mobile: 4 of 4 renewed" in said
    assert "staff.RosterImport.file: 1 of 1 renewed" in said
    settings.FIELD_KEYS = [NEW]
    member = Member.objects.get(pk=member.pk)
    assert member.id_number == make_id(2)
    assert tokens()[member.pk] != before[member.pk]
    made.refresh_from_db()
    assert open_file(made).name == "名册.xlsx"


def test_a_second_run_changes_nothing(member, settings):
    settings.FIELD_KEYS = [NEW, *settings.FIELD_KEYS]
    rotate_keys()
    before = tokens()
    assert [done.changed for done in rotate_keys()] == [0] * len(rotate_keys())
    assert tokens() == before


def test_an_interrupted_run_goes_on(member, settings, monkeypatch):
    settings.FIELD_KEYS = [NEW, *settings.FIELD_KEYS]
    monkeypatch.setattr("staff.flows.keys.BATCH", 1)
    calls = []

    def stop_after_two(self, rows, *args, **kwargs):
        calls.append(rows)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return original(self, rows, *args, **kwargs)

    original = type(Member._base_manager.all()).bulk_update
    monkeypatch.setattr("django.db.models.QuerySet.bulk_update", stop_after_two)
    with pytest.raises(KeyboardInterrupt):
        rotate_keys()
    monkeypatch.undo()
    settings.FIELD_KEYS = [NEW, *settings.FIELD_KEYS]
    done = {found.name: found.changed for found in rotate_keys()}
    assert 0 < sum(done.values()) < 5
    settings.FIELD_KEYS = [NEW]
    assert Member.objects.get(pk=member.pk).id_number == make_id(2)


def test_a_new_lookup_key_renews_the_hashes(member, settings):
    settings.LOOKUP_KEY = "another"
    assert not Member.objects.with_identity(make_id(2)).exists()
    rotate_keys()
    assert Member.objects.with_identity(make_id(2)).get() == member
    assert Member.objects.with_identity(member.mobile).get() == member


def test_a_lost_key_is_said_plainly_and_nothing_of_the_batch_is_written(member, settings):
    settings.FIELD_KEYS = [NEW]
    before = tokens()
    with pytest.raises(CommandError, match="none of JIANGTANG_FIELD_KEYS"):
        run()
    assert tokens() == before
