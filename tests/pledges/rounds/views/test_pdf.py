from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from evidence.queries.files import sealed_file
from tests.evidence.signed import stored_bytes
from tests.factories.rounds import envelope_of, sign

ALLOWED = {"staff", "hr_city", "hr_county", "hr_township", "inspector"}


OTHERS = {"coordinator", "stranger", "trainer", "marker1", "admin", "admin_audit", "hr_other"}


@pytest.mark.parametrize("user", sorted(ALLOWED | OTHERS))
def test_who_gets_the_file(world, login, sealed, user):
    response = login(world.users[user]).get(reverse("pledge_pdf", args=[sealed.code]))
    assert response.status_code == (200 if user in ALLOWED else 404)


def test_the_file_goes_out_as_it_was_stored_and_is_not_cached(world, login, sealed):
    response = login(world.users["staff"]).get(reverse("pledge_pdf", args=[sealed.code]))
    assert response.content == stored_bytes(sealed_file(sealed.subject))
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")


def test_there_is_no_file_before_sealing(world, login, opened, at):
    envelope = sign(envelope_of(opened, world.members["coordinator"]), at)
    client = login(world.users["coordinator"])
    assert client.get(reverse("pledge_pdf", args=[envelope.code])).status_code == 404


def test_a_damaged_file_is_said_and_not_sent(world, login, sealed):
    (Path(settings.PRIVATE_ROOT) / sealed_file(sealed.subject).path).write_bytes(
        b"%PDF-1.7 something else"
    )
    response = login(world.users["staff"]).get(reverse("pledge_pdf", args=[sealed.code]))
    assert response.status_code == 503
    assert "归档文件已损坏" in response.content.decode()


@pytest.mark.parametrize("user", sorted(ALLOWED | OTHERS))
def test_who_gets_the_package(world, login, sealed, user):
    response = login(world.users[user]).get(reverse("pledge_package", args=[sealed.code]))
    assert response.status_code == (200 if user in ALLOWED else 404)
    if user in ALLOWED:
        assert response["Content-Type"] == "application/zip"
        assert "no-store" in response["Cache-Control"]


def test_there_is_no_package_before_sealing_nor_of_a_damaged_file(world, login, opened, sealed, at):
    envelope = sign(envelope_of(opened, world.members["coordinator"]), at)
    client = login(world.users["coordinator"])
    assert client.get(reverse("pledge_package", args=[envelope.code])).status_code == 404
    (Path(settings.PRIVATE_ROOT) / sealed_file(sealed.subject).path).write_bytes(
        b"%PDF-1.7 something else"
    )
    response = login(world.users["staff"]).get(reverse("pledge_package", args=[sealed.code]))
    assert response.status_code == 503


def test_the_package_is_offered_where_the_file_is(world, login, sealed):
    link = reverse("pledge_package", args=[sealed.code])
    for user, page in (("staff", "pledge_receipt"), ("inspector", "desk_pledge_envelope")):
        html = login(world.users[user]).get(reverse(page, args=[sealed.code])).content.decode()
        assert link in html
