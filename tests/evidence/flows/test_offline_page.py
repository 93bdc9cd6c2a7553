"""What the offline page and the commands say of true packages, of ended ones, and of what they
cannot compute; the page's script runs under node (tests/e2e has it in a browser)."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cms.lib import chain
from evidence.adapters.timestamps import Authorities
from evidence.engine.events import RevocationCategory
from evidence.flows import packages
from evidence.flows import timestamps as stamps
from evidence.flows.anchors import make_roots
from evidence.flows.files import make_file
from evidence.flows.packages import make_package
from evidence.flows.timestamps import renew_timestamp
from evidence.queries.files import sealed_file
from pledges.rounds.flows.ending import revoke_envelope
from tests.evidence import tamper_pdf
from tests.evidence.forger import hands
from tests.evidence.forger.cases import FORGERIES
from tests.evidence.forger.hands import repacked, without
from tests.evidence.pki import believing, clock, pki
from tests.evidence.readers import judge_page, needs_node, run_commands, unpacked
from tests.factories.custody import make_active
from tests.factories.rounds import envelope_of, make_round, sign

pytestmark = needs_node
DAY = timedelta(days=1)


@pytest.fixture
def signed(world, at):
    return sign(envelope_of(make_round(world, at), world.members["staff"]), at)


@pytest.fixture
def made_of(world, at):
    """made_of(subject, …) → its package, its file made and its day rooted."""

    def make(subject, *, rooted=True, when=at + DAY):
        make_file(subject=subject.subject, kind="signed", at=at)
        if rooted:
            make_roots(at=at + DAY)
        return make_package(subject=subject, by=world.users["inspector"], at=when)

    return make


@pytest.fixture
def own_keys(pki_seal, at, monkeypatch):
    """own_keys(…): from here on all is sealed with the tests' keys, stamped by an outsider."""

    def install(**how):
        pki_seal(at, stamped_at=at, **how)
        monkeypatch.setattr(packages, "trust_store", pki().trust)

    return install


@pytest.fixture
def judged(tmp_path, at):
    """judged(zip, …) → what its own page says of it."""

    def run(zipped, *, after=2 * DAY, page=None, **more):
        page = page or unpacked(zipped)["verify.html"]
        return judge_page(page, zipped, tmp_path, at + after, **more)

    return run


@pytest.mark.parametrize("level", ["B-T", "B-LTA"])
@pytest.mark.parametrize("word", ["envelope", "custody"])
def test_what_the_house_seals_passes_both(
    world, at, settings, made_of, judged, tmp_path, request, level, word
):
    settings.TIMESTAMP_DEMO, settings.SEAL_LEVEL = True, level
    subject = request.getfixturevalue("signed") if word == "envelope" else make_active(world, at)
    made = made_of(subject)
    files = unpacked(made)
    assert {"envelope": "pledge.pdf", "custody": "agreement.pdf"}[word] in files
    said = judged(made)
    assert (said.state, said.red, said.open) == ("yes", {}, {})
    assert any("不是独立的第三方证明" in words for words in said.all)
    assert run_commands(files["说明.txt"], made, tmp_path / "unpacked") == []


@pytest.mark.parametrize("act", [tamper_pdf.overlay, tamper_pdf.annotate, tamper_pdf.add_page])
def test_a_change_behind_the_proofs_for_the_long_term_is_found(
    signed, settings, made_of, judged, act
):
    settings.TIMESTAMP_DEMO, settings.SEAL_LEVEL = True, "B-LTA"
    files = unpacked(made_of(signed))
    said = judged(repacked(hands.with_pdf(files, act(files["pledge.pdf"]))))
    assert said.state == "no"
    assert "签名之后的内容被改过" in said.red["pledge.pdf"]


def test_without_a_root_nothing_passes(signed, own_keys, made_of, judged, tmp_path):
    own_keys()
    made = made_of(signed, rooted=False)
    said = judged(made)
    assert (said.state, said.outcome) == ("open", "open")
    assert "未能确认：每日根值" in said.words
    assert "通过" not in said.words
    assert run_commands(unpacked(made)["说明.txt"], made, tmp_path / "unpacked") == []


def test_without_a_timestamp_it_says_what_is_open(signed, made_of, judged):
    said = judged(made_of(signed))
    assert (said.state, said.red) == ("open", {})
    assert said.words == "○ 签名和每日根值成立。尚未确认：时间戳齐全"


def test_without_cryptography_in_the_browser_nothing_passes(signed, own_keys, made_of, judged):
    own_keys()
    made = made_of(signed)
    said = judged(made, subtle=False)
    assert (said.state, said.red) == ("open", {})
    assert "通过" not in said.words
    broken = FORGERIES["flipped"](unpacked(made))
    assert "pledge.pdf" in judged(repacked(broken), subtle=False).red


def test_a_revoked_pledge_says_so(signed, world, at, own_keys, made_of, judged):
    own_keys()
    made_of(signed)
    signed.refresh_from_db()
    by, why = world.users["hr_city"], RevocationCategory.MISTAKE
    revoke_envelope(envelope=signed, category=why, reason="填错", by=by, at=at + DAY)
    made = made_of(signed, when=at + 3 * DAY)
    said = judged(made, after=3 * DAY)
    assert (said.state, said.outcome, said.red) == ("open", "ended", {})
    assert "已不再有效：已撤销" in said.words
    assert "由人事部门撤销：填写有误" in unpacked(made)["说明.txt"].decode()


def test_what_happens_later_is_said_to_be_unknown(signed, own_keys, made_of, judged):
    own_keys()
    made = made_of(signed)
    assert any("这之后的事本包不知道" in words for words in judged(made).all)
    assert "这之后发生的事" in unpacked(made)["说明.txt"].decode()


def test_the_root_kept_outside_decides(signed, own_keys, made_of, judged):
    own_keys()
    made = made_of(signed)
    true = json.loads(unpacked(made)["roots.json"])["roots"][0]["root"]
    assert judged(made, outside=f"2026-11-23 {true}").state == "yes"
    said = judged(made, outside="ab" * 32)
    assert (said.state, list(said.red)) == ("no", ["roots.json"])


def test_database_and_key_together_are_shown_by_the_root_kept_outside(
    signed, own_keys, made_of, judged
):
    """What remains possible, as docs/evidence.md says: the page alone finds nothing."""
    own_keys()
    true = unpacked(made_of(signed))
    kept = json.loads(true["roots.json"])["roots"][0]["root"]
    forged = repacked(hands.sealed_anew(true, method="passkey"))
    assert judged(forged).state == "yes"
    assert judged(forged, outside=kept).state == "no"


@pytest.fixture
def renewed(signed, world, at, own_keys, monkeypatch):
    """renewed(*days) → the package after renewals of the timestamp on these days."""
    own_keys()
    make_file(subject=signed.subject, kind="signed", at=at)

    def renew(*days):
        for years, after in zip((7, 12), days, strict=False):
            one = clock(years)
            trust = believing(packages.trust_store(), one)
            for module in (packages, stamps):
                monkeypatch.setattr(module, "trust_store", lambda trust=trust: trust)
            made = Authorities([(one.stamper(at + after), True)], trust, at + after)
            monkeypatch.setattr(stamps, "current_authorities", lambda _trust, _at, made=made: made)
            renew_timestamp(file_id=sealed_file(signed.subject).pk, at=at + after)
        end = at + 2200 * DAY
        make_roots(at=end)
        return make_package(subject=signed, by=world.users["inspector"], at=end)

    return renew


def test_renewals_carry_the_time_over_nine_years(renewed, judged):
    twice = renewed(700 * DAY, 2100 * DAY)
    assert (judged(twice, after=9 * 365 * DAY).state) == "yes"
    late = judged(twice, after=12 * 365 * DAY)
    assert (late.state, late.red, list(late.open)) == ("open", {}, ["timestamps/1.der"])


RENEWAL_CHANGES = {
    "timestamps/2.data": lambda files: files["timestamps/2.data"][::-1],
    "timestamps/3.der": lambda files: files["timestamps/2.der"],
    "timestamps/3.data": lambda files: files["timestamps/2.data"],
}


def test_changed_renewals_and_a_damaged_signature_are_named(renewed, judged, tmp_path):
    files = unpacked(renewed(700 * DAY, 2100 * DAY))
    for place, (name, change) in enumerate(RENEWAL_CHANGES.items()):
        forged = repacked(files | {name: change(files)})
        said = judged(forged, after=9 * 365 * DAY)
        assert said.state == "no"
        assert name in said.red
        assert run_commands(files["说明.txt"], forged, tmp_path / str(place)) != []
    dropped = without(files, "timestamps/3")
    assert "timestamps/1.der" in judged(repacked(dropped), after=9 * 365 * DAY).red
    damaged = files | {"signature/signature.der": files["signature/signature.der"][:-300]}
    said = judged(repacked(damaged))
    assert said.state == "no"
    assert "signature/signature.der" in said.red


@pytest.mark.parametrize(
    ("curve", "state"),
    [(ec.SECP384R1(), "yes"), (ec.SECP521R1(), "yes"), (ec.BrainpoolP256R1(), "open")],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_curve_is_judged_or_said_to_be_unknown(signed, own_keys, made_of, judged, curve, state):
    key = ec.generate_private_key(curve)
    own_keys(holder=pki().authority.issue("讲堂系统数字签名", key=key))
    said = judged(made_of(signed))
    assert (said.state, said.red) == (state, {})
    if state == "open":
        assert "此浏览器不会算这种算法" in said.open["signature/signature.der"]


P256, SM2 = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d")


def test_a_key_on_the_curve_of_sm2_is_said_to_be_unknown(signed, own_keys, made_of, judged):
    own_keys()
    files = unpacked(made_of(signed))
    value = files["signature/signature.der"].replace(P256, SM2)
    said = judged(repacked(hands.with_value(files, value, pki().seal.der.replace(P256, SM2))))
    assert "此浏览器不会算这种算法" in said.open["signature/signature.der"]
    assert "signature/signature.der" not in said.red
    assert said.state != "yes"


def test_a_certificate_that_came_after_the_page_asks_for_a_newer_page(
    signed, own_keys, made_of, judged
):
    own_keys()
    files = unpacked(made_of(signed))
    page = files["verify.html"].decode()
    seal = chain.digest(pki().seal.der)
    older = page.replace(seal, "00" * 32).replace('"made": "2026-11-24', '"made": "2026-11-01')
    said = judged(repacked(files), page=older.encode())
    assert (said.state, said.red) == ("open", {})
    assert "重新下载" in said.open["certificates/roots.pem"]
    elsewhere = page.replace(seal, "00" * 32)
    assert judged(repacked(files), page=elsewhere.encode()).state == "no"
