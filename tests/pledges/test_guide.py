"""The commands of docs/evidence.md, run as they stand there."""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from evidence.flows.timestamps import fetch_timestamp, renew_timestamp, wait_for_token
from evidence.queries.files import sealed_file
from evidence.queries.trust import trust_store
from tests.evidence.outsiders import needs_openssl, write_pem
from tests.evidence.signed import stored_bytes

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
DAYS = timedelta(days=100)
needs_xxd = pytest.mark.skipif(shutil.which("xxd") is None, reason="xxd is missing")


def run(command: str, folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )


@needs_openssl
@needs_xxd
def test_the_seal_is_checked_with_openssl_alone(sealed, tmp_path):
    data = stored_bytes(sealed_file(sealed.subject))
    write_pem(tmp_path / "root.pem", trust_store().roots)
    (tmp_path / "pledge.pdf").write_bytes(data)
    done = run(BLOCKS[0], tmp_path)
    assert (done.returncode, "successful" in done.stderr) == (0, True)
    (tmp_path / "pledge.pdf").write_bytes(data.replace(b"595 842", b"595 843"))
    assert run(BLOCKS[0], tmp_path).returncode != 0


@needs_openssl
def test_a_renewal_is_checked_with_openssl_alone(settings, sealed, at, tmp_path, later_authority):
    settings.TIMESTAMP_DEMO = True
    document = sealed_file(sealed.subject)
    wait_for_token(file=document, problem="", at=at)
    first = fetch_timestamp(wait_id=document.timestamp_wait.pk, at=at)
    late = first.valid_to - DAYS
    trust = later_authority(late)
    second = renew_timestamp(file_id=document.pk, at=late)
    write_pem(tmp_path / "tsa-root.pem", trust.roots)
    (tmp_path / "pledge.pdf").write_bytes(stored_bytes(document))
    (tmp_path / "token.der").write_bytes(first.token)
    (tmp_path / "token-1.der").write_bytes(first.token)
    (tmp_path / "token-2.der").write_bytes(second.token)
    for block in BLOCKS[1:3]:
        done = run(block, tmp_path)
        assert done.returncode == 0, done.stderr
