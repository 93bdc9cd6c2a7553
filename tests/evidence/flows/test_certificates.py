from datetime import timedelta

import pytest
from cryptography import x509
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse

from cms.lib.errors import ReasonMissing
from evidence.adapters.pades import check_seal
from evidence.adapters.sealer import SealerUnavailable, current_sealer
from evidence.flows.certificates import (
    CertificateRevoked,
    NotOurAuthority,
    note_certificate,
    note_sealer,
    revoke_certificate,
    rotate_seal,
)
from evidence.flows.files import make_file
from evidence.flows.warnings import warn_of_endings
from evidence.models.certificate import SealCertificate, SealRevocationList
from evidence.queries.files import sealed_file
from evidence.queries.seals import seal_trouble, warning_of
from evidence.queries.trust import trust_store
from tests.evidence.pki import pki
from tests.evidence.signed import stored_bytes
from tests.factories.rounds import envelope_of, sign
from tests.factories.staff import PASSWORD

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    """A demo authority of its own: these tests change it."""
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path / "seal"


@pytest.fixture
def noted(db, at):
    return note_sealer(sealer=current_sealer(at), at=at)


def test_the_chain_is_noted_once_with_its_lists(noted, at):
    assert note_sealer(sealer=current_sealer(at), at=at) == noted
    roles = SealCertificate.objects.order_by("pk").values_list("role", flat=True)
    assert list(roles) == ["seal", "intermediate", "root"]
    assert SealRevocationList.objects.count() == 2
    trust = trust_store()
    assert (len(trust.roots), len(trust.others), len(trust.crls)) == (1, 2, 2)
    assert noted.is_demo


def test_what_a_token_brings_along_makes_no_root(noted, at):
    (stranger,) = pki().trust().roots[:1]  # signed by itself
    note_certificate(der=stranger, role=SealCertificate.Role.TSA, at=at)
    trust = trust_store()
    assert stranger not in trust.roots
    assert stranger in trust.others


def test_after_a_change_of_key_old_files_still_stand_their_check(world, sealed, at):
    old = sealed_file(sealed.subject).certificate
    by = world.users["hr_city"]
    fresh = rotate_seal(by=by, reason="年度更换", at=at + DAY)
    old.refresh_from_db()
    assert (old.active_until, old.ended_by, old.end_reason) == (at + DAY, by, "年度更换")
    assert (fresh.in_use, fresh.active_from) == (True, at + DAY)
    assert check_seal(stored_bytes(sealed_file(sealed.subject)), trust_store(), at + 2 * DAY)
    other = sign(envelope_of(sealed.round, world.members["coordinator"]), at)
    assert make_file(subject=other.subject, kind="signed", at=at + DAY).certificate == fresh


def test_a_change_needs_a_reason_and_another_key(noted, at, settings, house):
    with pytest.raises(ReasonMissing):
        rotate_seal(by=None, reason=" ", at=at)
    settings.SEAL_KEY_FILE = str(house / "seal.pem")
    with pytest.raises(SealerUnavailable):
        rotate_seal(by=None, reason="年度更换", at=at)
    noted.refresh_from_db()
    assert noted.in_use


def test_a_revoked_certificate_is_on_a_new_list_and_seals_no_more(world, sealed, at):
    row = sealed_file(sealed.subject).certificate
    by = world.users["hr_city"]
    revoke_certificate(certificate=row, by=by, reason="密钥泄露", at=at, compromised=True)
    newest = SealRevocationList.objects.filter(issuer=row.issuer).order_by("-this_update").first()
    listed = x509.load_der_x509_crl(bytes(newest.der))
    assert [f"{entry.serial_number:x}" for entry in listed] == [row.serial]
    assert bytes(newest.der) in trust_store().crls
    other = sign(envelope_of(sealed.round, world.members["coordinator"]), at)
    with pytest.raises(CertificateRevoked):
        make_file(subject=other.subject, kind="signed", at=at + DAY)
    rotate_seal(by=by, reason="密钥泄露后更换", at=at + DAY)
    assert make_file(subject=other.subject, kind="signed", at=at + DAY)


def test_only_seals_of_our_own_authority_are_revoked_here(noted, at):
    root = SealCertificate.objects.get(role="root")
    with pytest.raises(NotOurAuthority):
        revoke_certificate(certificate=root, by=None, reason="x", at=at, compromised=False)
    with pytest.raises(ReasonMissing):
        revoke_certificate(certificate=noted, by=None, reason="", at=at, compromised=False)


@pytest.mark.parametrize("act", ["subject", "delete", "reopen"])
def test_the_history_of_certificates_cannot_be_rewritten(noted, at, act):
    rotate_seal(by=None, reason="年度更换", at=at)
    rows = SealCertificate.objects.filter(pk=noted.pk)
    change = {"subject": "x"} if act == "subject" else {"active_until": None}
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete("default") if act == "delete" else rows.update(**change)


@pytest.mark.parametrize(
    ("days", "warning"), [(91, None), (89, 90), (29, 30), (6, 7), (0, 7), (-1, 0)]
)
def test_warnings_by_days_left(at, days, warning):
    row = SealCertificate(valid_to=at + days * DAY)
    assert warning_of(row, at) == warning


def test_the_administrators_hear_of_each_step_once(noted, at, settings):
    settings.SEAL_ALARM_EMAILS = ["it@example.org"]
    assert warn_of_endings(at=at) == 0
    soon = noted.valid_to - timedelta(days=20)
    assert [warn_of_endings(at=soon) for _ in range(2)] == [1, 0]
    assert warn_of_endings(at=noted.valid_to - timedelta(days=3)) == 1
    assert len(mail.outbox) == 2
    assert "演示" in mail.outbox[0].body
    assert seal_trouble(soon)
    assert not seal_trouble(at)


def test_the_page_shows_certificates_and_changes_them(world, sealed, at, login, time_machine_at):
    client = login(world.users["hr_city"])
    page = client.get(reverse("desk_seal"))
    assert "系统数字签名" in page.text
    assert "演示证书" in page.text
    assert "公章" in page.text
    assert client.post(reverse("desk_seal_rotate"), {"reason": ""}).status_code == 422
    assert client.post(reverse("desk_seal_rotate"), {"reason": "年度更换"}).status_code == 422
    sent = {"reason": "年度更换", "password": PASSWORD}
    assert client.post(reverse("desk_seal_rotate"), sent).status_code == 302
    row = sealed_file(sealed.subject).certificate
    address = reverse("desk_seal_revoke", args=[row.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "停用"}).status_code == 422
    assert client.post(address, {"reason": "停用", "password": PASSWORD}).status_code == 302
    page = client.get(reverse("desk_seal"))
    assert "已吊销" in page.text


def test_others_do_not_find_the_page(world, login):
    for who in ("hr_county", "inspector"):
        if who in world.users:
            client = login(world.users[who])
            assert client.get(reverse("desk_seal")).status_code == 404
