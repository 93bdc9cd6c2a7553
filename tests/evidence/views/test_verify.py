import io
import re
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evidence.engine.events import RevocationCategory
from evidence.flows.anchors import make_roots, note_printing
from evidence.models.certificate import SealCertificate
from evidence.models.chain import EvidenceEntry
from evidence.queries import verification
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file
from pledges.rounds.flows.ending import revoke_envelope
from pledges.rounds.flows.takeback import take_back
from pledges.rounds.queries.envelopes import grade_of
from tests.evidence.pki import Authority, pki, plain_pdf, seal
from tests.evidence.signed import small_pdf, stored_bytes
from tests.evidence.tamper import unguarded
from tests.factories.rounds import envelope_of, sign


@pytest.fixture
def public():
    return Client(headers={"accept-language": "zh-hans"})


def check(public, data: bytes, code: str = "", name: str = "pledge.pdf"):
    url = reverse("verify_code", args=[code]) if code else reverse("verify")
    return public.post(url, {"file": SimpleUploadedFile(name, data, "application/pdf")})


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_code_shows_the_document_with_a_masked_name(public, sealed):
    page = public.get(reverse("verify_code", args=[sealed.code])).content.decode()
    for shown in ("王*", "双江街道", "2026年11月23日", "V1", sealed.number):
        assert shown in page
    assert "王㛃" not in page


@pytest.mark.parametrize(
    ("change", "answer", "words"),
    [
        (lambda data: data, "equal", "一致，逐字节相同"),
        (lambda data: flipped(data, 700), "different", "从第 700 字节起不同"),
        (lambda data: data[:-700], "truncated", "末尾缺少 700 字节"),
        (lambda data: data[:-1], "truncated", "末尾缺少 1 字节"),
        (lambda data: data + b"\n", "different", "不一致"),
        (lambda data: flipped(data, 9)[:-300], "truncated", "文件不完整"),
        (lambda data: small_pdf("other"), "different", "不一致"),
        (lambda data: b"\xff\xd8\xff\xe0 a photo", "not_pdf", "不是 PDF 文件"),
    ],
)
def test_a_file_against_its_code(public, sealed, change, answer, words):
    before = EvidenceEntry.objects.count()
    response = check(public, change(stored_bytes(sealed_file(sealed.subject))), sealed.code)
    assert response.status_code == 200
    assert response.context["verdict"].answer == answer
    assert words in response.content.decode()
    assert response.context["verdict"].sha256 in response.content.decode()
    assert EvidenceEntry.objects.count() == before


def test_the_pledge_of_another_is_told_apart(public, world, opened, sealed, at, plain_seal):
    other = plain_seal(sign(envelope_of(opened, world.members["coordinator"]), at), at)
    response = check(public, stored_bytes(sealed_file(other.subject)), sealed.code)
    assert response.context["verdict"].answer == "other_pledge"
    assert other.code in response.content.decode()


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (lambda data: data, "equal"),
        (lambda data: flipped(data, 700), "unknown"),
        (lambda data: data[:-20], "truncated"),
        (lambda data: b"plain text", "not_pdf"),
    ],
)
def test_a_file_alone_is_found_by_its_digest(public, sealed, change, answer):
    response = check(public, change(stored_bytes(sealed_file(sealed.subject))))
    assert response.context["verdict"].answer == answer
    assert (sealed.number in response.content.decode()) == (answer == "equal")


def test_an_empty_or_missing_file_is_refused(public, sealed):
    assert "文件是空的" in check(public, b"", sealed.code).content.decode()
    response = public.post(reverse("verify_code", args=[sealed.code]), {})
    assert response.status_code == 422
    assert "请先选择 PDF 文件" in response.content.decode()


def test_too_large_a_file_is_refused_unread(public, sealed, monkeypatch):
    monkeypatch.setattr(verification, "LIMIT", 100)
    response = check(public, stored_bytes(sealed_file(sealed.subject)), sealed.code)
    assert response.status_code == 422
    assert "超过 20 MB" in response.content.decode()


def test_a_damaged_archive_is_not_called_equal(public, sealed):
    (Path(settings.PRIVATE_ROOT) / sealed_file(sealed.subject).path).write_bytes(b"%PDF-1.7")
    response = check(public, stored_bytes(sealed_file(sealed.subject)), sealed.code)
    assert response.context["verdict"] is None
    assert "归档文件已损坏" in response.content.decode()


def test_codes_are_read_as_people_type_them(public, sealed):
    typed = sealed.code.lower().replace("-", " ")
    response = public.get(reverse("verify"), {"code": typed})
    assert response.url == reverse("verify_code", args=[sealed.code])
    again = public.get(reverse("verify_code", args=[sealed.code.replace("-", "")]))
    assert again.url == reverse("verify_code", args=[sealed.code])


@pytest.mark.parametrize(
    ("typed", "words"), [("ABC", "16 位"), ("U" * 16, "不会出现"), ("1" * 16, "输入有误")]
)
def test_a_mistyped_code_is_explained(public, db, typed, words):
    page = public.get(reverse("verify"), {"code": typed}).content.decode()
    assert words in page


def test_unsigned_and_unknown_codes_do_not_exist(public, world, opened):
    envelope = envelope_of(opened, world.members["staff"])
    for code in (envelope.code, "0000-0000-0000-0000", "nonsense"):
        response = public.get(reverse("verify_code", args=[code]))
        assert response.status_code == 404
        assert "没有查到这个核验码" in response.content.decode()


def test_what_fails_and_whether_it_counts_stand_first(public, sealed, at):
    page = public.get(reverse("verify_code", args=[sealed.code])).content.decode()
    shown = re.findall(r'data-check="(\w+)"', page)
    assert shown[0] == "standing"
    assert sorted(shown) == ["chain", "records", "root", "standing"]


def test_a_signed_pledge_without_its_file_says_so(public, world, opened, at):
    envelope = sign(envelope_of(opened, world.members["staff"]), at)
    page = public.get(reverse("verify_code", args=[envelope.code])).content.decode()
    assert "PDF 正在生成" in page
    assert 'type="file"' not in page


def test_many_tries_from_one_address_are_held_off(public, sealed):
    url = reverse("verify_code", args=[sealed.code])
    codes = [public.get(url).status_code for _ in range(61)]
    assert (codes[59], codes[60]) == (200, 429)


def test_what_the_records_show_stands_beside_the_facts(client, sealed):
    page = client.get(reverse("verify_code", args=[sealed.code])).content.decode()
    grade = page.split('data-test="grade"')[1]
    assert "口令可能被他人知悉" in grade
    assert "仅本系统运营单位" in grade


def test_the_grade_rises_when_the_root_of_the_day_has_left_the_house(sealed, at):
    before = {rung.question: rung for rung in grade_of(sealed, at)}
    (root,) = make_roots(at=at + timedelta(days=1))
    note_printing(roots=[root], target="纪检组", at=at)
    after = {rung.question: rung for rung in grade_of(sealed, at)}
    assert (before["witness"].found, after["witness"].found) == ("nobody", "copies")
    assert after["integrity"].found == "sealed_demo"  # the demo authority proves nothing to others
    assert after["identity"] == before["identity"]


def checks(response) -> dict[str, tuple[str, str]]:
    return {check.name: (check.state, check.found) for check in response.context["verdict"].checks}


def test_a_revoked_pledge_is_still_found_and_says_so(public, world, sealed, at):
    revoke_envelope(
        envelope=sealed,
        category=RevocationCategory.MISTAKE,
        reason="私人原因",
        by=world.users["hr_city"],
        at=at,
    )
    response = public.get(reverse("verify_code", args=[sealed.code]))
    page = response.content.decode()
    assert response.context["verdict"].outcome == "ended"
    assert checks(response)["standing"] == ("no", "revoked")
    assert "真实，但已不再有效" in page
    assert "由人事部门撤销：填写有误" in page
    assert "私人原因" not in page


@pytest.mark.parametrize("category", RevocationCategory)
def test_every_category_of_a_revocation_has_words_of_its_own(public, world, sealed, at, category):
    by = world.users["hr_city"]
    revoke_envelope(envelope=sealed, category=category, reason="私人原因", by=by, at=at)
    page = public.get(reverse("verify_code", args=[sealed.code])).content.decode()
    words = ["填写有误", "冒签或非本人意愿", "岗位变动", "证书或系统问题", "其他"]
    assert [word for word in words if f"由人事部门撤销：{word}" in page] == [
        words[list(RevocationCategory).index(category)]
    ]


def test_an_older_revocation_without_a_category_says_where_the_reason_is(public, world, sealed, at):
    by = world.users["hr_city"]
    revoke_envelope(
        envelope=sealed, category=RevocationCategory.OTHER, reason="私人原因", by=by, at=at
    )
    type(sealed).objects.filter(pk=sealed.pk).update(revoked_category="")
    response = public.get(reverse("verify_code", args=[sealed.code]))
    assert checks(response)["standing"] == ("no", "revoked")
    assert "原因在该部门备查" in response.content.decode()


def test_what_the_signer_took_back_has_no_category(public, sealed):
    taken = take_back(
        envelope=sealed, by=sealed.member.user, method="password", at=sealed.signed_at
    )
    assert taken.revoked_category == ""
    response = public.get(reverse("verify_code", args=[sealed.code]))
    assert checks(response)["standing"] == ("no", "taken_back")
    assert "由人事部门撤销" not in response.content.decode()


def test_a_broken_record_is_not_called_good(public, sealed):
    with unguarded("evidence_evidenceentry"):
        chain_of(sealed.subject).filter(seq=2).update(payload={"text": "x"})
    response = public.get(reverse("verify_code", args=[sealed.code]))
    assert response.context["verdict"].outcome == "invalid"
    assert checks(response)["chain"] == ("no", "chain_broken")


def test_a_timestamp_that_is_missing_is_said(public, sealed):
    response = check(public, stored_bytes(sealed_file(sealed.subject)), sealed.code)
    assert response.context["verdict"].outcome == "valid_but"
    assert "时间戳待补" in response.content.decode()


def test_a_file_sealed_here_but_not_on_file_is_told_from_a_strangers(public, db, monkeypatch):
    monkeypatch.setattr(verification, "trust_store", pki().trust)
    ours = check(public, seal(plain_pdf("never stored")))
    assert ours.context["verdict"].answer == "not_on_file"
    strangers = seal(plain_pdf("x"), Authority("别家").issue("别家"))
    assert check(public, strangers).context["verdict"].finding == "authority_unknown"
    assert check(public, strangers).context["verdict"].outcome == "unknown"


def test_of_a_strangers_file_nothing_is_said_of_what_is_on_file(public, db):
    response = check(public, plain_pdf("x", evidence=b'{"document": {"code": "X"}}'))
    page = response.content.decode()
    assert response.context["verdict"].outcome == "unknown"
    assert checks(response)["signature"] == ("open", "none")
    assert checks(response)["stamp"] == ("open", "without")
    assert checks(response)["evidence"] == ("open", "stranger")
    for untrue in ("以其归档摘要为准", "时间戳待补", "由存档的存证证明"):
        assert untrue not in page
    assert checks(check(public, plain_pdf("y")))["evidence"] == ("open", "none")


def test_bytes_before_the_beginning_are_told(public, sealed):
    data = stored_bytes(sealed_file(sealed.subject))
    for given in (b"\n" + data, b"\xef\xbb\xbf" + data):
        response = check(public, given)
        verdict = response.context["verdict"]
        assert (verdict.outcome, verdict.finding) == ("invalid", "bytes_before")
        assert verdict.subject.code == sealed.code
        assert "不是 PDF" not in response.content.decode()
    stranger = check(public, b"\n" + plain_pdf("x")).context["verdict"]
    assert stranger.answer == "unknown"


def test_changed_room_behind_the_signature_is_no_signature_of_another(public, sealed):
    data = stored_bytes(sealed_file(sealed.subject))
    end = data.index(b">\n/ByteRange")
    for room in (b"beef", b"00be"):
        response = check(public, data[: end - 4] + room + data[end:], sealed.code)
        assert response.context["verdict"].answer == "different"
        assert "签名取自另一份文件" not in response.content.decode()


def test_a_password_is_told(public, sealed):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pdf("x"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    response = check(public, out.getvalue())
    assert checks(response)["signature"] == ("no", "locked")
    assert "有密码保护" in response.content.decode()


def test_several_files_are_judged_each_under_its_name(public, sealed):
    data = stored_bytes(sealed_file(sealed.subject))

    def given():
        return [
            SimpleUploadedFile("甲.pdf", data, "application/pdf"),
            SimpleUploadedFile("乙.pdf", flipped(data, 700), "application/pdf"),
        ]

    response = public.post(reverse("verify_code", args=[sealed.code]), {"file": given()})
    judged = {one.name: one.verdict.answer for one in response.context["judged"]}
    assert judged == {"甲.pdf": "equal", "乙.pdf": "different"}
    page = response.content.decode()
    assert page.index("甲.pdf") < page.index("一致，逐字节相同") < page.index("乙.pdf")
    alone = public.post(reverse("verify"), {"file": given()})
    assert [one.verdict.answer for one in alone.context["judged"]] == ["equal", "unknown"]


def test_too_many_files_at_once_are_refused(public, db):
    given = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-", "application/pdf") for n in range(6)]
    response = public.post(reverse("verify"), {"file": given})
    assert response.status_code == 422
    assert "最多 5 个文件" in response.content.decode()


def test_each_file_counts_for_the_limit_that_the_page_tells(public, db):
    assert "60" in public.get(reverse("verify")).content.decode()
    for _try in range(12):
        files = [SimpleUploadedFile("a.pdf", b"x", "application/pdf") for _n in range(5)]
        assert public.post(reverse("verify"), {"file": files}).status_code == 200
    again = SimpleUploadedFile("a.pdf", b"x", "application/pdf")
    assert public.post(reverse("verify"), {"file": again}).status_code == 429


def test_the_page_for_checking_offline_and_the_fingerprints_are_there_for_anybody(public, sealed):
    page = public.get(reverse("verify")).content.decode()
    certificates = SealCertificate.objects.filter(role__in=["seal", "root"])
    assert certificates.count() >= 2
    for row in certificates:
        assert row.fingerprint in page
    offline = public.get(reverse("verify_offline"))
    assert offline["Content-Disposition"] == 'attachment; filename="verify.html"'
    for row in certificates.filter(role="seal"):
        assert row.fingerprint in offline.content.decode()
    pem = public.get(reverse("verify_certificates")).content
    assert len(x509.load_pem_x509_certificates(pem.split(b"-----BEGIN X509 CRL")[0])) >= 2
