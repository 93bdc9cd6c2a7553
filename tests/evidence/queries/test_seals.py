from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from evidence.models.certificate import SealCertificate
from evidence.models.stored import FileWait
from evidence.models.timestamp import TimestampWait
from evidence.queries.seals import CertificateRow, files_waiting, seal_health, seal_trouble
from tests.evidence.models.test_stored import make_stored, stamp

HOUR = timedelta(hours=1)


@pytest.fixture
def waits(db, at):
    """Three pledges for two reasons, an agreement since longer, and something nobody knows."""
    for subject, kind, since, problem in (
        ("envelope:A", "signed", at, "缺字"),
        ("envelope:B", "signed", at + HOUR, "缺字"),
        ("envelope:C", "signed", at + HOUR, "没有证书"),
        ("envelope:D", "signed", at + HOUR, ""),
        ("custody:A", "signed", at - HOUR, ""),
        ("stranger:A", "report", at + 2 * HOUR, ""),
    ):
        FileWait.objects.create(
            subject=subject, kind=kind, since=since, next_at=since, problem=problem
        )


def test_what_waits_is_counted_by_kind_the_oldest_first(waits, at, django_assert_num_queries):
    with override("en"), django_assert_num_queries(1):
        rows = files_waiting()
    assert [(row.label, row.count, row.oldest) for row in rows] == [
        ("custody agreements", 1, at - HOUR),
        ("pledges", 4, at),
        ("stranger report", 1, at + 2 * HOUR),
    ]
    assert rows[1].problems == (("缺字", 2), ("没有证书", 1))
    assert rows[0].problems == ()


def test_the_health_page_costs_six_questions_however_much_waits(
    waits, at, django_assert_num_queries
):
    file = make_stored(at)
    stamp(file, 1, at)
    TimestampWait.objects.create(file=file, since=at, next_at=at)
    with django_assert_num_queries(6):
        health = seal_health()
    assert (health.sealed, health.stamped, health.independent) == (0, 1, 0)
    assert (health.missing, health.waiting_count) == (1, 6)
    assert health.oldest_missing.file == file


@pytest.mark.parametrize(("minutes", "late"), [(59, False), (60, True)])
@pytest.mark.parametrize("subject", ["envelope:A", "custody:A"])
def test_a_file_that_waits_for_an_hour_is_trouble(db, at, subject, minutes, late):
    FileWait.objects.create(subject=subject, kind="signed", since=at, next_at=at)
    assert seal_trouble(at + timedelta(minutes=minutes)) is late


def test_hr_of_the_city_sees_what_waits_and_why(waits, world, login):
    page = login(world.users["hr_city"]).get(reverse("desk_seal")).content.decode()
    for words in ("承诺书：4 份待生成", "款物代管协议：1 份待生成", "2 × 缺字", "1 × 没有证书"):
        assert words in page, words
    assert page.index("款物代管协议：1") < page.index("承诺书：4")


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "words", "tone"),
    [
        ({}, "in use", "ok"),
        ({"left": 90}, "in use", "ok"),
        ({"left": 89}, "89 days left", "warn"),
        ({"left": 0}, "0 days left", "warn"),
        ({"left": -3}, "-3 days left", "warn"),
        ({"left": 3, "ended": True}, "no longer in use, still trusted", "info"),
        ({"left": 3, "revoked": True}, "revoked", "bad"),
        ({"ended": True, "revoked": True}, "revoked", "bad"),
    ],
)
def test_a_certificate_says_how_it_stands(at, changes, words, tone):
    row = SealCertificate(
        valid_to=at + changes.get("left", 400) * DAY,
        active_until=at if changes.get("ended") else None,
        revoked_at=at if changes.get("revoked") else None,
    )
    with override("en"):
        shown = CertificateRow(row, at)
        assert (str(shown.wording), shown.tone) == (words, tone)


@pytest.mark.parametrize(
    ("changes", "is_so"),
    [
        ({}, True),
        ({"role": "root"}, False),
        ({"is_demo": False}, False),
        ({"revoked": True}, False),
    ],
)
def test_only_what_this_server_issued_can_be_revoked_here(at, changes, is_so):
    row = SealCertificate(
        role=changes.get("role", "seal"),
        is_demo=changes.get("is_demo", True),
        revoked_at=at if changes.get("revoked") else None,
    )
    assert row.is_revocable is is_so
