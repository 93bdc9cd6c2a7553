"""HR's desk and its drill-down, at the first customer's size and at a province's.

Queries and milliseconds of a whole page through the product's own middleware, beside an empty
view through the same middleware in the same run.
"""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.rows import Recorder, beside_floor
from evidence.engine.codes import make_code
from exams.models.sitting import Registration, Sitting
from pledges.rounds.models.envelope import Envelope, SigningRound
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.standing import Credential
from staff.models.user import User

PAGES = {
    "desk": "/desk/",
    "county": "/desk/org/530426/",
    "people": "/desk/org/530426/people/?figure=coverage",
}
LARGE = 100_000
BATCH = 5_000


def enter(username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username=username))
    return client


def measure(record: Recorder, size: str, rounds: int) -> None:
    client = enter("hr_city")
    for name, path in PAGES.items():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        record.add(f"desk.{name}_{size}.queries", len(asked), "queries")
        taken, floor = beside_floor(
            lambda path=path: client.get(path), lambda: client.get("/bench/empty"), rounds
        )
        record.add(f"desk.{name}_{size}", taken, "ms", floor)


def grow() -> None:
    """Fill the same offices up to LARGE members, with the rows that HR's figures read."""
    offices = list(Organisation.objects.filter(depth=3))
    sample = Member.objects.select_related("post").first()
    sitting = Sitting.objects.order_by("pk").first()
    round_ = SigningRound.objects.order_by("pk").first()
    now = timezone.now()
    have = Member.objects.count()
    for start in range(have, LARGE, BATCH):
        numbers = range(start, min(start + BATCH, LARGE))
        members = Member.objects.bulk_create(
            Member(
                staff_number=f"BN{number:06d}", name=f"人{number}", category="caseworker",
                organisation=offices[number % len(offices)], post=sample.post,
            )
            for number in numbers
        )  # fmt: skip
        Registration.objects.bulk_create(
            Registration(sitting=sitting, member=member, registered_at=now) for member in members
        )
        Envelope.objects.bulk_create(
            Envelope(
                round=round_, member=member, code=make_code(member.pk.to_bytes(10, "big")),
                number=f"承诺〔基准〕{member.pk}", member_name=member.name,
                organisation_name="", post_name="",
            )
            for member in members
        )  # fmt: skip
        Credential.objects.bulk_create(
            Credential(
                member=member, kind=kind, code=f"{kind}:bench", title="基准", value=Decimal("0.25"),
                earned_at=now - timedelta(days=1), source=f"bench:{kind}:{member.pk}",
                member_name=member.name, organisation_name="", post_name="",
            )
            for member in members
            for kind in ("training", "exam")
            if (member.pk + len(kind)) % 3
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def run(record: Recorder) -> None:
    call_command("seed_demo", stdout=StringIO())
    measure(record, "1085", rounds=15)
    grow()
    assert Member.objects.count() == LARGE
    measure(record, "100000", rounds=5)
