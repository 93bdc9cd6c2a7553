"""A database of an earlier layout is met with a sentence, not with a traceback."""

import os
import sqlite3
import subprocess
import sys

from tools.old_layout import ROOT, advice, strangers

KNOWN = {("cms", "0001_initial"), ("rounds", "0001_initial"), ("auth", "0001_initial")}


def test_a_database_of_this_version_has_no_strangers():
    assert strangers(KNOWN, KNOWN) == []


def test_what_is_still_to_be_applied_is_no_stranger():
    assert strangers({("cms", "0001_initial")}, KNOWN) == []


def test_migrations_of_the_layout_before_are_named():
    applied = {*KNOWN, ("pledges", "0017_revocation_category"), ("cms", "0002_job_requested_by")}
    assert strangers(applied, KNOWN) == [
        "cms.0002_job_requested_by",
        "pledges.0017_revocation_category",
    ]


def test_a_library_that_squashed_its_migrations_is_not_ours():
    assert strangers({*KNOWN, ("wagtailcore", "0002_old")}, KNOWN) == []


def test_the_advice_says_what_to_type():
    words = advice(["pledges.0001_initial"], "mv var var-old")
    assert "pledges.0001_initial" in words
    assert words.rstrip().endswith("mv var var-old")


def test_the_start_stops_before_it_changes_anything(tmp_path):
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as old:
        old.execute(
            "CREATE TABLE django_migrations (id integer, app text, name text, applied text)"
        )
        old.execute(
            "INSERT INTO django_migrations VALUES (1, 'pledges', '0001_initial', '2026-01-01')"
        )
    old.close()
    before = path.read_bytes()
    env = {
        **os.environ,
        "JIANGTANG_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
    }
    env.pop("DATABASE_URL", None)
    made = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "old_layout.py")],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 1
    assert f"mv {tmp_path} {tmp_path}-old" in made.stderr
    with sqlite3.connect(path) as kept:
        assert kept.execute("SELECT app FROM django_migrations").fetchall() == [("pledges",)]
    kept.close()
    assert before[:16] == path.read_bytes()[:16]
