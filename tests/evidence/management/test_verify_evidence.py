from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from evidence.models.chain import EvidenceEntry
from evidence.queries.files import sealed_file
from tests.evidence.signed import small_pdf, stored_bytes


@pytest.mark.usefixtures("time_machine_at")
def test_everything_holds(sealed, capsys):
    call_command("verify_evidence")
    out = capsys.readouterr().out
    assert "1 stored files, 0 daily roots\nEverything holds.\n" in out


def test_a_forged_entry_ends_in_an_error_that_names_it(sealed, at, capsys):
    EvidenceEntry.objects.create(
        subject=sealed.subject,
        seq=5,
        kind="viewed",
        at=at,
        previous="0" * 64,
        digest="0" * 64,
    )
    with pytest.raises(CommandError, match="do not hold"):
        call_command("verify_evidence")
    assert f"chain_broken: {sealed.subject}/5" in capsys.readouterr().err


def test_a_damaged_file_ends_in_an_error_that_names_it(sealed, capsys):
    (Path(settings.PRIVATE_ROOT) / sealed_file(sealed.subject).path).unlink()
    with pytest.raises(CommandError):
        call_command("verify_evidence")
    assert f"file_damaged: {sealed_file(sealed.subject).path}" in capsys.readouterr().err


def test_files_are_compared_with_the_stored_ones(sealed, tmp_path, capsys):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(stored_bytes(sealed_file(sealed.subject)))
    bad.write_bytes(small_pdf("other"))
    call_command("verify_evidence", good)
    assert f"{good}: equal {sealed.code}" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("verify_evidence", good, bad)
