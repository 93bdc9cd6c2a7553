"""What the row of a certificate says; a change of key or a revocation is whole or not at all."""

import hashlib
from datetime import timedelta

import pytest
from cryptography import x509
from wagtail.models import ModelLogEntry

from evidence.adapters import authority
from evidence.adapters.sealer import current_sealer
from evidence.flows import certificates as flow
from evidence.flows.certificates import (
    CertificateRevoked,
    NotOurAuthority,
    note_certificate,
    note_lists,
    note_sealer,
    revoke_certificate,
    rotate_seal,
)
from evidence.models.certificate import SealCertificate, SealRevocationList
from tests.evidence.pki import pki
from tests.locks import HalfWay

DAY = timedelta(days=1)
HELD = "evidence.SealCertificate"


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def noted(db, at):
    return note_sealer(sealer=current_sealer(at), at=at)


@pytest.fixture
def by(world):
    return world.users["hr_city"]


def revoke(row, by, at, **values):
    values = {"reason": " 密钥泄露 ", "compromised": True, **values}
    return revoke_certificate(certificate=row, by=by, at=at, **values)


class TestNoting:
    def test_everything_that_the_certificate_says(self, noted, at):
        noted.refresh_from_db()
        read = x509.load_der_x509_certificate(bytes(noted.der))
        assert noted.fingerprint == hashlib.sha256(bytes(noted.der)).hexdigest()
        assert (noted.subject, noted.issuer) == (
            read.subject.rfc4514_string(),
            read.issuer.rfc4514_string(),
        )
        assert noted.serial == f"{read.serial_number:x}"
        assert (noted.valid_from, noted.valid_to) == (
            read.not_valid_before_utc,
            read.not_valid_after_utc,
        )
        assert (noted.active_from, noted.active_until, noted.is_demo) == (at, None, True)

    def test_a_stranger_s_is_no_demo(self, db, at):
        (der,) = pki().trust().roots[:1]
        row = note_certificate(der=der, role=SealCertificate.Role.ROOT, at=at)
        assert (row.role, row.is_demo) == ("root", False)
        assert note_certificate(der=der, role=SealCertificate.Role.TSA, at=at + DAY) == row

    def test_everything_that_a_list_says(self, noted, at):
        row = SealRevocationList.objects.first()
        read = x509.load_der_x509_crl(bytes(row.der))
        assert row.fingerprint == hashlib.sha256(bytes(row.der)).hexdigest()
        assert row.issuer == read.issuer.rfc4514_string()
        assert (row.this_update, row.next_update) == (
            read.last_update_utc,
            read.next_update_utc,
        )
        assert (row.revoked, row.noted_at) == (0, at)

    def test_lists_are_kept_once_and_new_ones_beside_them(self, noted, at):
        before = SealRevocationList.objects.count()
        lists = current_sealer(at).crls
        note_lists(lists=lists, at=at + DAY)
        note_lists(lists=(), at=at)
        assert SealRevocationList.objects.count() == before

    def test_another_key_ends_the_one_before_and_says_so(self, noted, at):
        authority.issue_seal(authority.ensure(flow.demo_folder(), at), at + DAY)
        fresh = note_sealer(sealer=current_sealer(at + DAY), at=at + DAY)
        noted.refresh_from_db()
        assert fresh != noted
        assert (noted.active_until, noted.ended_by) == (at + DAY, None)
        assert noted.end_reason
        others = SealCertificate.objects.exclude(pk=noted.pk)
        assert not others.filter(active_until__isnull=False).exists()

    def test_the_one_in_use_is_held_while_another_takes_its_place(self, noted, at, holds):
        authority.issue_seal(authority.ensure(flow.demo_folder(), at), at + DAY)
        note_sealer(sealer=current_sealer(at + DAY), at=at + DAY)
        assert holds[0] == HELD

    def test_a_failure_half_way_notes_no_chain(self, db, at, monkeypatch):
        made, note = [], flow.note_certificate

        def one_only(**values):
            if made:
                raise HalfWay
            made.append(note(**values))
            return made[0]

        monkeypatch.setattr(flow, "note_certificate", one_only)
        with pytest.raises(HalfWay):
            note_sealer(sealer=current_sealer(at), at=at)
        assert not SealCertificate.objects.exists()


class TestChangingTheKey:
    def test_row_and_log(self, noted, by, at, holds):
        fresh = rotate_seal(by=by, reason=" 年度更换 ", at=at + DAY)
        assert holds[0] == HELD
        noted.refresh_from_db()
        assert (noted.active_until, noted.ended_by) == (at + DAY, by)
        assert noted.end_reason == "年度更换"
        entry = ModelLogEntry.objects.get(action="evidence.rotate_seal")
        assert (entry.object_id, entry.user) == (str(fresh.pk), by)
        assert entry.data == {"reason": "年度更换"}
        others = SealCertificate.objects.filter(role__in=["root", "intermediate"])
        assert not others.filter(active_until__isnull=False).exists()

    def test_a_failure_half_way_changes_nothing(self, noted, by, at, fails):
        fails("evidence.flows.certificates.log")
        with pytest.raises(HalfWay):
            rotate_seal(by=by, reason="年度更换", at=at + DAY)
        noted.refresh_from_db()
        assert noted.in_use
        assert SealCertificate.objects.filter(role="seal").count() == 1


class TestRevoking:
    def test_row_list_and_log(self, noted, by, at, holds):
        row = revoke(noted, by, at + DAY)
        assert holds[0] == HELD
        row.refresh_from_db()
        assert (row.revoked_at, row.revoked_by, row.revoke_reason) == (at + DAY, by, "密钥泄露")
        newest = SealRevocationList.objects.get(revoked=1)
        (listed,) = x509.load_der_x509_crl(bytes(newest.der))
        assert f"{listed.serial_number:x}" == row.serial
        why = listed.extensions.get_extension_for_class(x509.CRLReason).value.reason
        assert why == x509.ReasonFlags.key_compromise
        entry = ModelLogEntry.objects.get(action="evidence.revoke_certificate")
        assert (entry.user, entry.data) == (by, {"reason": "密钥泄露"})

    def test_a_second_press_changes_nothing(self, noted, by, at):
        revoke(noted, by, at)
        again = revoke(noted, by, at + DAY, reason="另一个原因")
        assert (again.revoked_at, again.revoke_reason) == (at, "密钥泄露")
        assert ModelLogEntry.objects.filter(action="evidence.revoke_certificate").count() == 1

    def test_nothing_is_sealed_with_it(self, noted, by, at):
        revoke(noted, by, at)
        with pytest.raises(CertificateRevoked):
            note_sealer(sealer=current_sealer(at), at=at)

    @pytest.mark.parametrize("role", ["root", "intermediate"])
    def test_a_demo_authority_revokes_no_authority(self, noted, by, at, role):
        with pytest.raises(NotOurAuthority):
            revoke(SealCertificate.objects.get(role=role), by, at)

    def test_a_seal_of_somebody_else_s_authority_is_not_revoked_here(self, db, by, at):
        (der,) = pki().trust().roots[:1]
        with pytest.raises(NotOurAuthority):
            revoke(note_certificate(der=der, role=SealCertificate.Role.SEAL, at=at), by, at)

    def test_a_failure_half_way_revokes_nothing(self, noted, by, at, fails):
        fails("evidence.flows.certificates.log")
        with pytest.raises(HalfWay):
            revoke(noted, by, at)
        noted.refresh_from_db()
        assert noted.revoked_at is None
        assert not SealRevocationList.objects.filter(revoked=1).exists()
