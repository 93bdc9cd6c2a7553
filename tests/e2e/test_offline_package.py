"""verify.html of the offline package: opened from the disk, in a browser that has no network."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine

from cms.lib import chain
from evidence.adapters.examine import inspect_pdf
from evidence.adapters.pades import signature_of
from evidence.engine import merkle, package
from evidence.engine.renewals import INSIDE, RENEWAL, Kept, renewal_body
from evidence.flows.packages import PAGE
from evidence.models.chain import entry_body
from tests.evidence.pki import believing, clock, pki, plain_pdf, seal

CODE = "ABCD-EFGH-JKMN-PQR5"
SUBJECT = f"envelope:{CODE}"
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


def entry(seq: int, kind: str, previous: str, data: dict) -> dict:
    body = entry_body(SUBJECT, seq, kind, AT, data)
    return {"body": body, "previous": previous, "digest": chain.link(previous, body)}


def true_files(renewed: tuple[float, ...] = ()) -> dict[str, bytes]:
    """A package as `make_package` builds it, from a chain of three entries.

    `renewed`: after how many years the timestamp, whose certificate ends in 2029, was renewed.
    """
    inside = json.dumps({"document": {"code": CODE}}).encode()
    with time_machine.travel(AT, tick=False):
        pdf = seal(plain_pdf("words", evidence=inside), stamped_at=AT)
    kept = [Kept(1, INSIDE, token_of(pdf))]
    for after in renewed:
        body = renewal_body(sha256(pdf).digest(), [one.der for one in kept])
        der = clock(12).token(sha256(body).digest(), AT + after * YEAR)
        kept.append(Kept(len(kept) + 1, RENEWAL, der))
    trust = believing(pki().trust(), clock(12))
    found = inspect_pdf(pdf, trust, AT + timedelta(days=1), kept)
    entries, previous = [], chain.GENESIS
    told = {"sha256": chain.digest(pdf), "size": len(pdf), "evidence": chain.digest(inside)}
    steps = [
        ("opened", {"by": 7}),
        ("signed", {"人": "王㛃\u2028𬭎", "ok": True}),
        ("sealed", told),
    ]
    for seq, (kind, data) in enumerate(steps, 1):
        entries.append(entry(seq, kind, previous, data))
        previous = entries[-1]["digest"]
    digests = [one["digest"] for one in entries]
    day = {"day": "2026-11-23", "entries": 3, "root": merkle.root(digests)}
    root = day | {"previous": chain.GENESIS, "digest": chain.link(chain.GENESIS, day)}
    paths = [
        {
            "seq": n + 1,
            "day": "2026-11-23",
            "steps": [{"digest": s.digest, "left": s.is_left} for s in merkle.path(digests, n)],
        }
        for n in range(3)
    ]
    parts = package.Parts(
        SUBJECT, pdf, found.evidence, entries, [root], paths, trust, found.stamps, found.renewals
    )
    return package.files(parts) | {"verify.html": PAGE.read_bytes()}


def token_of(pdf: bytes) -> bytes:
    return signature_of(pdf)[1]


def elsewhere(make, *values):
    """In a thread of its own: sealing needs an event loop, and the browser's runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make, *values).result()


@pytest.fixture(scope="module")
def true() -> dict[str, bytes]:
    return elsewhere(true_files)


@pytest.fixture
def verify(browser, tmp_path):
    """verify(files, …) → (state, {file: …} of the red rows) as the page says them.

    `after`: the clock of the browser stands so many years after the signature.
    """

    def run(files, *, folder=False, before="", after=0.1):
        listed = files | {package.SUMS: files.get(package.SUMS) or package.sums(files)}
        zipped = package.write_zip(listed, AT)
        zipfile.ZipFile(io.BytesIO(zipped)).extractall(tmp_path)
        (tmp_path / "package.zip").write_bytes(zipped)
        context = browser.new_context(offline=True)
        page, faults = context.new_page(), []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.clock.set_fixed_time(AT + after * YEAR)
        page.add_init_script(before)
        page.goto((tmp_path / "verify.html").as_uri())
        chosen = [str(tmp_path / name) for name in listed] if folder else tmp_path / "package.zip"
        page.locator("#files").set_input_files(chosen)
        verdict = page.locator("#verdict[data-state]")
        verdict.wait_for()
        red = page.locator("li[data-state=no]")
        named = {red.nth(n).get_attribute("data-file") for n in range(red.count())}
        state = verdict.get_attribute("data-state")
        context.close()
        assert faults == []
        return state, named

    return run


@pytest.mark.parametrize("folder", [False, True])
def test_a_true_package_is_green(verify, true, folder):
    assert verify(true, folder=folder) == ("yes", set())


def test_without_browser_cryptography_the_digests_are_still_checked(verify, true):
    hide = "Object.defineProperty(crypto, 'subtle', {value: undefined})"
    assert verify(true, before=hide) == ("open", set())
    broken = true | {"pledge.pdf": true["pledge.pdf"].replace(b"re f", b"re g")}
    assert "pledge.pdf" in verify(broken, before=hide)[1]


@pytest.fixture(scope="module")
def twice() -> dict[str, bytes]:
    return elsewhere(true_files, (1.9, 5))


def test_renewals_carry_the_time_over_nine_years(verify, true, twice):
    assert verify(twice, after=9) == ("yes", set())
    assert verify(true, after=9) == ("open", set())
    assert verify(twice, after=12) == ("open", set())


def test_a_late_renewal_is_told(verify):
    assert verify(elsewhere(true_files, (4,)), after=5) == ("open", set())


RENEWAL_CHANGES = {
    "timestamps/2.data": lambda files: files["timestamps/2.data"][::-1],
    "timestamps/3.der": lambda files: files["timestamps/2.der"],
    "timestamps/3.data": lambda files: files["timestamps/2.data"],
}


@pytest.mark.parametrize("name", list(RENEWAL_CHANGES))
def test_a_changed_renewal_is_red_and_named(verify, twice, name):
    state, named = verify(twice | {name: RENEWAL_CHANGES[name](twice)}, after=9)
    assert state == "no"
    assert name in named


CHANGES = {
    "pledge.pdf": lambda data: data.replace(b"re f", b"re g"),
    "evidence.json": lambda data: data.replace(b"}", b" }"),
    "chain.json": lambda data: data.replace(b'"by": 7', b'"by": 8'),
    "roots.json": lambda data: data.replace(b'"entries": 3', b'"entries": 4'),
    "signature/signed-part.bin": lambda data: data.replace(b"re f", b"re g"),
    "signature/signature.der": lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
    "timestamps/1.der": lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
    "timestamps/1.data": lambda data: data[::-1],
    "certificates/roots.pem": lambda data: package.pem("CERTIFICATE", [pki().tsa.der]),
}


@pytest.mark.parametrize("name", list(CHANGES))
@pytest.mark.parametrize("sums", ["kept", "made anew"])
def test_a_changed_file_is_red_and_named(verify, true, name, sums):
    broken = true | {name: CHANGES[name](true[name])}
    assert broken[name] != true[name]
    if sums == "kept":
        broken[package.SUMS] = package.sums(true)
    state, named = verify(broken)
    assert state == "no"
    assert name in named


@pytest.mark.parametrize("name", ["pledge.pdf", "chain.json", "roots.json"])
def test_a_missing_file_is_red_and_named(verify, true, name):
    left = {one: data for one, data in true.items() if one != name}
    state, named = verify(left)
    assert state == "no"
    assert name in named


def test_the_pledge_of_another_is_not_taken(verify, true):
    other = elsewhere(true_files)
    state, named = verify(true | {"pledge.pdf": other["pledge.pdf"]})
    assert state == "no"
    assert "pledge.pdf" in named
