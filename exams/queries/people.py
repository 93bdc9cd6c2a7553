"""The lists of a sitting: who is registered, who began, who handed in, who did not come."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from exams.models.sitting import Registration, Sitting
from exams.queries.audience import audience_of
from exams.queries.registers import outcome_code, register_rows
from staff.models.member import Member


@dataclass(frozen=True)
class Person:
    """One line of a list. `state` is an outcome code, "other_post" or "no_credential"."""

    member: Member
    state: str
    when: datetime | None = None
    note: str = ""


LISTS = ("all", "not_started", "started", "submitted", "absent", "deferred", "resit", "ineligible")
BEGUN = Q(attempted=True)
HANDED_IN = Q(submitted=True)
AWAY = Q(attempted=False)


def _wanted(listed: str, closed: bool) -> Q:
    deferred = Q(deferred_at__isnull=False)
    never = AWAY & ~deferred
    return {
        "all": Q(),
        "not_started": Q(pk__in=[]) if closed else never,
        "started": BEGUN & ~HANDED_IN,
        "submitted": HANDED_IN,
        "absent": never if closed else Q(pk__in=[]),
        "deferred": AWAY & deferred,
        "resit": AWAY | Q(released_at__isnull=False, passed=False) if closed else Q(pk__in=[]),
    }[listed]


def registered_people(
    sitting: Sitting, registrations: QuerySet[Registration], listed: str, at: datetime
) -> QuerySet[Registration]:
    """`registrations` of the sitting that belong on a list; the resit list leaves out who has
    been called to one already."""
    rows = register_rows(registrations.filter(sitting=sitting))
    rows = rows.filter(_wanted(listed, sitting.closes_at <= at))
    if listed == "resit":
        called = Registration.objects.filter(sitting__resit_of=sitting, member=OuterRef("member"))
        rows = rows.filter(~Exists(called))
    return rows.order_by("member__organisation__path", "member__staff_number")


def person_of(row: Registration, at: datetime) -> Person:
    """One row of `registered_people` as a line."""
    return Person(row.member, outcome_code(row, at), row.submitted_at, row.deferred_reason)


def ineligible_people(sitting: Sitting, members: QuerySet[Member], at: datetime) -> list[Person]:
    """`members` of the audience's organisation whom the sitting does not call, and why."""
    audience = audience_of(sitting, at)
    registered = Registration.objects.filter(sitting=sitting, member=OuterRef("pk"))
    lines = []
    for state, rows in (
        ("other_post", audience.other_post),
        ("no_credential", audience.no_credential),
    ):
        excluded = rows.filter(pk__in=members.values("pk")).filter(~Exists(registered))
        excluded = excluded.select_related("organisation", "post")
        lines += [
            Person(row, state) for row in excluded.order_by("organisation__path", "staff_number")
        ]
    return lines


def named(words: str, prefix: str = "") -> Q:
    """Whose name, staff number or unit holds these words."""
    fields = ("name", "staff_number", "organisation__name")
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{prefix}{field}__icontains": words})
    return condition if words else Q()


def list_counts(
    sitting: Sitting, registrations: QuerySet[Registration], at: datetime
) -> dict[str, int]:
    """How many stand on each list of registered people."""
    return {
        listed: registered_people(sitting, registrations, listed, at).count()
        for listed in LISTS
        if listed != "ineligible"
    }
