"""verify.html of the offline package: opened from the disk, in a browser that has no network.

The same script under node: tests/evidence/flows/test_forged.py and test_offline_page.py.
"""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine

from cms.lib import chain
from evidence.adapters.examine import inspect_pdf
from evidence.adapters.pades import signature_of
from evidence.engine import package
from evidence.engine.offline import Known
from evidence.engine.renewals import INSIDE, RENEWAL, Kept, renewal_body
from evidence.models.chain import entry_body
from evidence.queries.attachment import as_attachment
from evidence.queries.offline import offline_page
from tests.evidence.forger.cases import DATABASE, FORGERIES, ZIPS
from tests.evidence.forger.hands import repacked, rooted
from tests.evidence.pki import believing, clock, pki, plain_pdf, seal

CODE = "ABCD-EFGH-JKMN-PQR5"
SUBJECT = f"envelope:{CODE}"
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


def linked(*bodies: tuple[str, dict]) -> list[dict]:
    """Entries of these kinds, each linked to the one before."""
    entries, previous = [], chain.GENESIS
    for seq, (kind, data) in enumerate(bodies, 1):
        body = entry_body(SUBJECT, seq, kind, AT, data)
        digest = chain.link(previous, body)
        entries.append({"body": body, "previous": previous, "digest": digest})
        previous = digest
    return entries


def true_files(renewed: tuple[float, ...] = ()) -> dict[str, bytes]:
    """A package as `make_package` builds it, from a chain of a few entries.

    `renewed`: after how many years the timestamp, whose certificate ends in 2029, was renewed.
    """
    signing = [
        ("opened", {"by": 7}),
        ("viewed", {"text": "ab" * 32}),
        ("signed", {"人": "王㛃\u2028𬭎", "ok": True, "method": "password"}),
    ]
    signed = linked(*signing)[-1]
    inside = as_attachment(
        {
            "document": {"code": CODE},
            "signer": {"name": "王㛃"},
            "chain": {
                "seq": 3,
                "previous": signed["previous"],
                "head": signed["digest"],
                "entry": chain.canonical(signed["body"]).decode(),
            },
        }
    ).data
    with time_machine.travel(AT, tick=False):
        pdf = seal(plain_pdf("words", evidence=inside), stamped_at=AT)
    kept = [Kept(1, INSIDE, token_of(pdf))]
    stamped = []
    for after in renewed:
        body = renewal_body(sha256(pdf).digest(), [one.der for one in kept])
        der = clock(12).token(sha256(body).digest(), AT + after * YEAR)
        kept.append(Kept(len(kept) + 1, RENEWAL, der))
        stamped.append(("stamped", {"sha256": chain.digest(pdf), "token": chain.digest(der)}))
    trust = believing(pki().trust(), clock(12))
    found = inspect_pdf(pdf, trust, AT + timedelta(days=1), kept)
    told = {
        "document": "signed",
        "sha256": chain.digest(pdf),
        "size": len(pdf),
        "certificate": chain.digest(pki().seal.der),
        "level": "B-T",
        "evidence": chain.digest(inside),
    }
    entries = linked(*signing, ("sealed", told), *stamped)
    parts = package.Parts(
        SUBJECT, pdf, inside, entries, *rooted(entries), trust, found.stamps, found.renewals
    )
    known = Known(
        seals=[chain.digest(pki().seal.der)],
        roots=[chain.digest(root) for root in trust.roots],
        made=AT.isoformat(),
    )
    return package.files(parts) | {"verify.html": offline_page(known)}


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

    `after`: the clock of the browser stands so many years after the signature; `page`: the page
    to use, that of the package if not given; `files` may be a ZIP as well.
    """

    def run(files, *, folder=False, before="", after=0.1, page=None):
        zipped = files if isinstance(files, bytes) else repacked(files)
        if folder:
            zipfile.ZipFile(io.BytesIO(zipped)).extractall(tmp_path)
        (tmp_path / "package.zip").write_bytes(zipped)
        (tmp_path / "page.html").write_bytes(page or files["verify.html"])
        context = browser.new_context(offline=True)
        shown, faults = context.new_page(), []
        shown.on("pageerror", lambda fault: faults.append(str(fault)))
        shown.clock.set_fixed_time(AT + after * YEAR)
        shown.add_init_script(before)
        shown.goto((tmp_path / "page.html").as_uri())
        chosen = tmp_path / "package.zip"
        if folder:
            names = zipfile.ZipFile(io.BytesIO(zipped)).namelist()
            chosen = [str(tmp_path / name) for name in names]
        shown.locator("#files").set_input_files(chosen)
        verdict = shown.locator("#verdict[data-state]")
        verdict.wait_for()
        red = shown.locator("li[data-state=no]")
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


def test_renewals_carry_the_time_over_nine_years(verify, true):
    twice = elsewhere(true_files, (1.9, 5))
    assert verify(twice, after=9) == ("yes", set())
    assert verify(true, after=9) == ("open", set())


def test_a_late_renewal_is_told(verify):
    assert verify(elsewhere(true_files, (4,)), after=5) == ("open", set())


CHANGES = {
    "pledge.pdf": lambda data: data.replace(b"re f", b"re g"),
    "evidence.json": lambda data: data.replace(b"}", b" }"),
    "chain.json": lambda data: data.replace(b'"by":7', b'"by":8'),
    "roots.json": lambda data: data.replace(b'"entries":4', b'"entries":5'),
    "signature/signature.der": lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
    "timestamps/1.data": lambda data: data[::-1],
    "certificates/roots.pem": lambda data: package.pem("CERTIFICATE", [pki().tsa.der]),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_changed_file_is_red_and_named(verify, true, name):
    broken = true | {name: CHANGES[name](true[name])}
    assert broken[name] != true[name]
    state, named = verify(broken)
    assert state == "no"
    assert name in named


IN_A_BROWSER = {
    **{
        name: FORGERIES[name] for name in ("box", "second_pledge", "paths_dropped", "seal_left_out")
    },
    **{
        name: DATABASE[name]
        for name in ("signed_taken_out", "proofs_and_a_box", "false_house", "self_made_clock")
    },
}


@pytest.mark.parametrize("name", list(IN_A_BROWSER))
def test_a_forged_package_is_red(verify, true, name):
    forged = elsewhere(IN_A_BROWSER[name], true)
    assert verify(forged, page=true["verify.html"])[0] == "no"


@pytest.mark.parametrize("name", list(ZIPS))
def test_a_forged_zip_is_red(verify, true, name):
    assert verify(ZIPS[name](true), page=true["verify.html"])[0] == "no"
