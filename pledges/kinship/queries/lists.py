"""Which rows a list of near relatives shows: the asker's reach, then what was asked for.

`ask` is plain data (the filter's values), so that a long export can choose again in the background.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils import timezone

from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import KinshipAlert, KinshipMatch
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import POLICY

Ask = Mapping[str, str]


def unit_of(user: User, action: str, code: str) -> Organisation:
    """The unit asked for, or the top of the reach. Raises Http404 outside the subtree."""
    POLICY.require(user, action)
    if not code:
        return POLICY.tops(user, action)[0]
    units = Organisation.objects.all()
    return cast(Organisation, POLICY.get_or_404(user, "overview.open_desk", units, code=code))


def reach(user: User, unit: Organisation) -> dict[str, QuerySet]:
    """Everything of the subtree of `unit` that the user may read, by kind."""
    path = unit.path
    seen = {
        "declarations": ("kinship.view_declaration", NearRelativeDeclaration.objects.signed()),
        "households": ("kinship.view_household", HouseholdFiling.objects.all()),
        "matches": ("kinship.view_match", KinshipMatch.objects.all()),
        "alerts": ("kinship.view_alert", KinshipAlert.objects.all()),
        "members": ("staff.list_members", Member.objects.active()),
    }
    way = {
        "declarations": "member__organisation__path",
        "households": "township__path",
        "members": "organisation__path",
    }
    return {
        name: POLICY.scope(user, action, rows).filter(
            **{f"{way.get(name, 'place__path')}__startswith": path}
        )
        for name, (action, rows) in seen.items()
    }


def _declarations(rows: Any, ask: Ask) -> QuerySet:
    rows = rows.found(ask.get("q", ""))
    if ask.get("state"):
        rows = rows.filter(status=ask["state"])
    if ask.get("kind"):
        rows = rows.filter(kind=ask["kind"])
    if ask.get("answer"):
        rows = rows.filter(has_relatives=ask["answer"] == "some")
    order = {"old": ("signed_at", "pk"), "name": ("member_name", "pk")}
    rows = rows.order_by(*order.get(ask.get("sort", ""), ("-signed_at", "-pk")))
    return rows.select_related("member__organisation")


NEEDS: dict[str, Callable[[Any], QuerySet]] = {
    "related": lambda rows: rows.on_file(),
    "visit": lambda rows: rows.awaiting_visit(),
    "result": lambda rows: rows.awaiting_result(),
    "screen": lambda rows: rows.unscreened(timezone.localdate().year),
}


def _households(rows: Any, ask: Ask) -> QuerySet:
    rows = rows.found(ask.get("q", ""))
    if ask.get("state"):
        rows = rows.filter(state=ask["state"])
    need = ask.get("need", "")
    if need in NEEDS:
        rows = NEEDS[need](rows)
    order = {"new": ("-accepted_on", "-pk"), "name": ("name", "pk")}
    rows = rows.order_by(*order.get(ask.get("sort", ""), ("township__path", "number")))
    return rows.select_related("township", "member")


def _matches(rows: Any, ask: Ask) -> QuerySet:
    rows = rows.found(ask.get("q", ""))
    result = ask.get("result", "")
    if result == "pending":
        rows = rows.pending()
    elif result:
        rows = rows.filter(result=result)
    order = {"result": ("result", "place__path", "pk"), "name": ("member__name", "pk")}
    rows = rows.order_by(*order.get(ask.get("sort", ""), ("place__path", "pk")))
    return rows.select_related(
        "place", "member__organisation", "member__post", "relative__declaration", "filing"
    )


def _alerts(rows: Any, ask: Ask) -> QuerySet:
    words = ask.get("q", "")
    if words:
        rows = rows.filter(
            Q(member__name__icontains=words)
            | Q(filing__staff_name__icontains=words)
            | Q(filing__number__icontains=words)
        )
    if ask.get("kind"):
        rows = rows.filter(kind=ask["kind"])
    state = ask.get("state", "")
    if not state:
        rows = rows.unsettled()
    elif state != "all":
        rows = rows.filter(state=state)
    order = {"old": ("raised_at", "pk"), "unit": ("place__path", "-raised_at")}
    rows = rows.order_by(*order.get(ask.get("sort", ""), ("-raised_at", "-pk")))
    return rows.select_related("place", "member", "filing", "declaration")


CHOOSERS: dict[str, Callable[[QuerySet, Ask], QuerySet]] = {
    "declarations": _declarations,
    "households": _households,
    "matches": _matches,
    "alerts": _alerts,
}
ACTIONS = {
    "declarations": "kinship.view_declaration",
    "households": "kinship.view_household",
    "matches": "kinship.view_match",
    "alerts": "kinship.view_alert",
}


def choose(user: User, kind: str, ask: Ask) -> tuple[Organisation, QuerySet]:
    """The unit and its rows of `kind`, narrowed and ordered as asked."""
    unit = unit_of(user, ACTIONS[kind], ask.get("unit", ""))
    return unit, CHOOSERS[kind](reach(user, unit)[kind], ask)
