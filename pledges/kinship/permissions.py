"""Who may do what with declarations, households and alerts, on the one policy of the house."""

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from staff.engine.roles import Role
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import POLICY, READERS, Rule

HR = frozenset({Role.HR})
POLICY.register(
    # Sheet A: one's own to write; the unit's HR gives its opinion.
    Rule("kinship.declare", owner="member__user"),
    Rule("kinship.view_declaration", READERS, organisation="member__organisation"),
    Rule("kinship.review_declaration", HR, organisation="member__organisation"),
    # Concluding and whole numbers: the county's filing post alone, see `filing_desk`.
    Rule("kinship.file_declaration", HR, organisation="member__organisation"),
    # Sheet B: entered by the township, visited and confirmed by the county.
    Rule("kinship.view_household", READERS, organisation="township"),
    Rule("kinship.manage_household", HR, organisation="township"),
    Rule("kinship.confirm_household", HR, organisation="township"),
    Rule("kinship.enter_household", HR, organisation=""),
    # Register C and the alerts.
    Rule("kinship.view_match", READERS, organisation="place"),
    Rule("kinship.view_alert", READERS, organisation="place"),
    Rule("kinship.close_alert", HR, organisation="place"),
    Rule("kinship.look_again", HR, organisation="place"),
    # Over the whole tree only (`holds_citywide`): the lists and deadlines of the filing.
    Rule("kinship.edit_lists", HR, organisation=""),
)
FILING = {
    "kinship.file_declaration": "member__organisation",
    "kinship.confirm_household": "township",
    "kinship.close_alert": "place",
}


def filing_desk(user: User, action: str, rows: QuerySet) -> QuerySet:
    """`rows` for which the user sits at the county's filing post 备案岗.

    That is HR with a grant over the county itself: neither the township below nor the city above.
    People of the city bureau have no county; their own HR stands in.
    """
    wanted = Q(pk__in=[])
    for root in POLICY.reach(user, action):
        if root.kind == Organisation.Kind.COUNTY:
            wanted |= Q(**{f"{FILING[action]}__path__startswith": root.path})
        elif root.kind == Organisation.Kind.CITY:
            wanted |= Q(**{f"{FILING[action]}__path": root.path})
    return rows.filter(wanted)


def filing_or_404(user: User, action: str, rows: QuerySet, **lookup: object) -> Model:
    """One row at the user's filing post. Raises Http404 for every other."""
    row = filing_desk(user, action, rows).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def second_desk(user: User, rows: QuerySet) -> QuerySet:
    """Alerts that the user may look at a second time: HR of the county or above."""
    wanted = Q(pk__in=[])
    for root in POLICY.reach(user, "kinship.look_again"):
        if root.kind in {Organisation.Kind.COUNTY, Organisation.Kind.CITY}:
            wanted |= Q(place__path__startswith=root.path)
    return rows.filter(wanted)
