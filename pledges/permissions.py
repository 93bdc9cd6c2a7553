"""Who may do what with pledges, on the one policy of the house."""

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404

from pledges.models.envelope import Envelope, SigningRound
from staff.engine.roles import Role
from staff.models import Organisation, User
from staff.permissions import POLICY, READERS, Rule

HR = frozenset({Role.HR})
POLICY.register(
    # On envelopes: one's own to sign and keep; HR and inspectors read within their subtree.
    Rule("pledges.sign", owner="member__user"),
    Rule(
        "pledges.view_envelope", READERS, organisation="member__organisation", owner="member__user"
    ),
    Rule("pledges.list_envelopes", READERS, organisation="member__organisation"),
    # Remind, exempt, lift, revoke: the person's own HR and those above.
    Rule("pledges.manage_envelope", HR, organisation="member__organisation"),
    # On organisations: where a round may be opened; on rounds: which may be closed.
    Rule("pledges.open_round", HR, organisation=""),
    Rule("pledges.close_round", HR, organisation="organisation"),
    # Custody agreements: the township's clerk keeps them; counties and the city read along.
    Rule("pledges.view_custody", READERS, organisation="township"),
    Rule("pledges.manage_custody", HR, organisation="township"),
    Rule("pledges.unmask_custody", READERS, organisation="township"),
    # On organisations: where an agreement may be drafted.
    Rule("pledges.draft_custody", HR, organisation=""),
    # Near relatives. Sheet A: one's own to write; the unit's HR gives its opinion.
    Rule("pledges.declare", owner="member__user"),
    Rule("pledges.view_declaration", READERS, organisation="member__organisation"),
    Rule("pledges.review_declaration", HR, organisation="member__organisation"),
    # Concluding and whole numbers: the county's filing post alone, see `filing_desk`.
    Rule("pledges.file_declaration", HR, organisation="member__organisation"),
    # Sheet B: entered by the township, visited and confirmed by the county.
    Rule("pledges.view_household", READERS, organisation="township"),
    Rule("pledges.manage_household", HR, organisation="township"),
    Rule("pledges.confirm_household", HR, organisation="township"),
    Rule("pledges.enter_household", HR, organisation=""),
    # Register C and the alerts.
    Rule("pledges.view_match", READERS, organisation="place"),
    Rule("pledges.view_alert", READERS, organisation="place"),
    Rule("pledges.close_alert", HR, organisation="place"),
    Rule("pledges.look_again", HR, organisation="place"),
)
FILING = {
    "pledges.file_declaration": "member__organisation",
    "pledges.confirm_household": "township",
    "pledges.close_alert": "place",
}


def visible_rounds(user: User) -> QuerySet[SigningRound]:
    """Rounds in which somebody within the user's reach was asked to sign."""
    asked = POLICY.scope(user, "pledges.list_envelopes", Envelope.objects.all())
    return SigningRound.objects.filter(Exists(asked.filter(round=OuterRef("pk"))))


def may_edit_templates(user: User) -> bool:
    """HR of the whole city: the words of a pledge are one for all."""
    return any(root.depth == 1 for root in POLICY.reach(user, "pledges.open_round"))


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
    for root in POLICY.reach(user, "pledges.look_again"):
        if root.kind in {Organisation.Kind.COUNTY, Organisation.Kind.CITY}:
            wanted |= Q(place__path__startswith=root.path)
    return rows.filter(wanted)
