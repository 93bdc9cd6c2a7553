from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from wagtail.models import ModelLogEntry

from staff.flows.standing import grant_credential, revoke_credential
from staff.models.member import Appointment, Member


@pytest.fixture(autouse=True)
def clock(at):
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def earned(world, at):
    """Five facts: 2026 live, live, expired, revoked training; 2025 exam; and one tomorrow."""
    member = world.members["staff"]
    rows = (
        ("training", "政策小课堂一", "0.50", at - timedelta(days=3), None),
        ("training", "政策小课堂二", "1.25", at - timedelta(days=2), None),
        ("training", "旧课", "2.00", at - timedelta(days=200), at - timedelta(days=1)),
        ("training", "误记的课", "4.00", at - timedelta(days=1), None),
        ("exam", "2025年考试", "88.00", datetime(2025, 6, 1, tzinfo=UTC), None),
        ("training", "明天的课", "8.00", at + timedelta(days=1), None),
    )
    made = {}
    for number, (kind, title, value, earned_at, expires_at) in enumerate(rows):
        made[title], _new = grant_credential(
            member=member,
            kind=kind,
            code=f"x:{number}",
            title=title,
            source=f"test:{number}",
            earned_at=earned_at,
            value=Decimal(value),
            expires_at=expires_at,
        )
    revoke_credential(credential=made["误记的课"], reason="点名有误", at=at)
    return made


def shown(response) -> list[tuple[str, str]]:
    return [(credential.title, credential.state) for credential in response.context["page"]]


def test_the_own_record_lists_everything_with_its_state(world, login, earned):
    response = login(world.users["staff"]).get("/me/")
    assert shown(response) == [
        ("误记的课", "revoked"),
        ("政策小课堂二", "live"),
        ("政策小课堂一", "live"),
        ("旧课", "expired"),
        ("2025年考试", "live"),
    ]
    assert "点名有误" in response.content.decode()


def test_the_hours_of_the_year_can_be_recounted(world, login, earned):
    response = login(world.users["staff"]).get("/me/")
    by_hand = Decimal(0)
    for title in ("政策小课堂一", "政策小课堂二", "旧课"):
        by_hand += earned[title].value
    assert by_hand == Decimal("3.75")
    assert "3.75 学时" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("year=2025", ["2025年考试"]),
        ("kind=exam", ["2025年考试"]),
        ("year=2026&kind=exam", []),
        (
            "year=1999&kind=nonsense",
            ["误记的课", "政策小课堂二", "政策小课堂一", "旧课", "2025年考试"],
        ),
    ],
)
def test_filter_by_year_and_kind(world, login, earned, query, titles):
    response = login(world.users["staff"]).get(f"/me/?{query}")
    assert [title for title, _state in shown(response)] == titles


def test_numbers_are_masked(world, login):
    Member.objects.filter(user=world.users["staff"]).update(
        id_number="530426199001011234", mobile="13911112222"
    )
    page = login(world.users["staff"]).get("/me/").content.decode()
    assert "530***********1234" in page
    assert "139****2222" in page
    assert "530426199001011234" not in page
    assert "13911112222" not in page


def test_the_history_of_appointments_stands_there(world, login):
    member = world.members["staff"]
    Appointment.objects.create(
        member=member,
        organisation=world.xiaojie,
        post=member.post,
        starts_on=date(2020, 3, 1),
        ends_on=date(2025, 12, 31),
    )
    page = login(world.users["staff"]).get("/me/").content.decode()
    assert "2020年3月1日 – 2025年12月31日" in page
    assert page.index("2026年1月1日") < page.index("2020年3月1日")


def test_accounts_off_the_roster_see_their_roles(world, login):
    response = login(world.users["inspector"]).get("/me/")
    assert response.status_code == 200
    assert "督导" in response.content.decode()
    assert "玉溪市民政局" in response.content.decode()


def test_another_persons_record_is_shown_and_the_visit_written_down(world, login, earned):
    member = world.members["staff"]
    response = login(world.users["hr_county"]).get(f"/people/{member.staff_number}/")
    assert response.context["member"] == member
    entry = ModelLogEntry.objects.get(action="staff.view_record")
    assert (entry.user, entry.object_id) == (world.users["hr_county"], str(member.pk))


def test_the_own_address_leads_to_the_own_record_and_leaves_no_trace(world, login):
    number = world.members["staff"].staff_number
    response = login(world.users["staff"]).get(f"/people/{number}/")
    assert response.headers["Location"] == "/me/"
    assert not ModelLogEntry.objects.filter(action="staff.view_record").exists()


def test_queries_do_not_grow_with_the_record(world, login, earned, django_assert_num_queries, at):
    client = login(world.users["staff"])
    client.get("/me/")
    with django_assert_num_queries(20, exact=False) as few:
        client.get("/me/")
    for number in range(20):
        grant_credential(
            member=world.members["staff"],
            kind="training",
            code=f"y:{number}",
            title="课",
            source=f"more:{number}",
            earned_at=at,
            value=Decimal(1),
        )
    with django_assert_num_queries(len(few)):
        client.get("/me/")
