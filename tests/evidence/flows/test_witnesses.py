"""The witnesses outside: written once, read back, remembered; what the database says of them is
not believed by itself."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from evidence.adapters.outside import CopyDiffers, copies_in, write_once
from evidence.flows.anchors import make_roots, root_text, send_root
from evidence.flows.checking import check_everything
from evidence.models.anchor import EvidenceRoot, RootCopy
from evidence.queries.records import copies_of
from evidence.queries.roots import folder_faults
from evidence.queries.trust import trust_store
from tests.evidence.sql_tricks import insert_a_root, rewrite_a_day
from tests.evidence.tamper import unguarded

DAY = timedelta(days=1)


class Scene:
    def __init__(self, a, at, world):
        self.a, self.at, self.world = a, at, world


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.EVIDENCE_ROOT_FOLDER = str(tmp_path / "roots")
    return tmp_path / "roots"


@pytest.fixture
def sent(sealed, at, folder) -> EvidenceRoot:
    (root,) = make_roots(at=at + DAY)
    send_root(root_id=root.pk, at=at + DAY)
    return root


def found(at) -> set[str]:
    return {fault["code"] for fault in check_everything(at=at).faults}


def test_the_copy_keeps_the_value_and_holds(sent, at, folder):
    assert RootCopy.objects.get().digest == sent.digest
    assert copies_of(sent) == 1
    assert list(folder_faults(folder)) == []
    assert found(at + DAY) == set()


def test_a_copy_is_never_written_over(sent, at, folder, world, sealed, settings):
    settings.EVIDENCE_ALARM_EMAILS = ["audit@example.org"]
    (path,) = folder.iterdir()
    first = path.read_bytes()
    rewrite_a_day(Scene(sealed, at, world))
    (fresh,) = make_roots(at=at + DAY)
    assert send_root(root_id=fresh.pk, at=at + DAY) == 0
    assert path.read_bytes() == first
    assert str(path) in mail.outbox[0].body
    assert "copy_differs" in found(at + DAY)
    assert copies_of(fresh) == 0


def test_a_folder_takes_the_same_copy_twice_and_no_other(tmp_path):
    text = f"{'a' * 64}\n"
    assert write_once(tmp_path, "2026-11-23", text) == write_once(tmp_path, "2026-11-23", text)
    with pytest.raises(CopyDiffers):
        write_once(tmp_path, "2026-11-23", "b" * 64)


def test_a_row_among_the_copies_lifts_no_grade(sent, at):
    RootCopy.objects.create(root=sent, channel="email", target="x", digest=sent.digest, at=at)
    assert copies_of(sent) == 1


def test_a_copy_whose_value_is_another_counts_no_more(sent):
    with unguarded("evidence_rootcopy"):
        RootCopy.objects.update(digest="0" * 64)
    assert copies_of(sent) == 0


def test_a_root_that_a_check_has_seen_cannot_be_made_anew(sealed, at, world):
    make_roots(at=at + DAY)
    assert found(at + DAY) == set()
    rewrite_a_day(Scene(sealed, at, world))
    assert "root_replaced" in found(at + DAY)  # gone
    make_roots(at=at + DAY)
    assert "root_replaced" in found(at + DAY)  # another one


def test_a_time_authority_witnesses_each_root(sealed, at, settings):
    settings.TIMESTAMP_DEMO = True
    (root,) = make_roots(at=at + DAY)
    assert send_root(root_id=root.pk, at=at + DAY) == 1
    copy = root.copies.get()
    assert (copy.channel, bool(copy.token)) == ("stamp", True)
    assert found(at + DAY) == set()
    with unguarded("evidence_rootcopy"):
        RootCopy.objects.update(token=b"x")
    assert {"root_stamp_broken", "row_changed"} <= found(at + DAY)


def test_the_command_compares_a_folder_that_somebody_kept(sent, tmp_path, capsys):
    kept = tmp_path / "stick"
    kept.mkdir()
    (kept / "letter.eml").write_text(
        f"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n{root_text(sent)}", "utf-8"
    )
    call_command("verify_evidence", "--roots", str(kept))
    assert "1 copies" in capsys.readouterr().out
    (kept / "2026-11-23.txt").write_text("0" * 64, "utf-8")
    with pytest.raises(CommandError):
        call_command("verify_evidence", "--roots", str(kept))
    assert len(list(copies_in(kept))) == 2


def test_a_root_put_in_by_sql_is_not_trusted(sealed, at, world):
    before = trust_store().roots
    insert_a_root(Scene(sealed, at, world))
    assert trust_store().roots == before


def test_the_settings_pin_the_roots(sealed, at, settings):
    assert trust_store().roots
    settings.EVIDENCE_TRUSTED_ROOTS = ["0" * 64]
    assert trust_store().roots == ()
    assert "root_not_pinned" in found(at + timedelta(hours=1))


@pytest.mark.parametrize(
    ("folder_", "pins", "codes"),
    [
        ("", [], {"evidence.E002", "evidence.W003"}),
        ("/roots", ["0" * 64], set()),
    ],
)
def test_a_house_without_witnesses_is_told_at_deployment(settings, folder_, pins, codes):
    from evidence.adapters.readiness import check_witnesses

    settings.EVIDENCE_ROOT_FOLDER, settings.EVIDENCE_TRUSTED_ROOTS = folder_, pins
    assert {one.id for one in check_witnesses(None)} == codes
