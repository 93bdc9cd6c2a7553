"""Who may do what with pledges, on the one policy of the house."""

from django.db.models import Exists, OuterRef, QuerySet

from pledges.models.envelope import Envelope, SigningRound
from staff.engine.roles import Role
from staff.models import User
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
)


def visible_rounds(user: User) -> QuerySet[SigningRound]:
    """Rounds in which somebody within the user's reach was asked to sign."""
    asked = POLICY.scope(user, "pledges.list_envelopes", Envelope.objects.all())
    return SigningRound.objects.filter(Exists(asked.filter(round=OuterRef("pk"))))


def may_edit_templates(user: User) -> bool:
    """HR of the whole city: the words of a pledge are one for all."""
    return any(root.depth == 1 for root in POLICY.reach(user, "pledges.open_round"))
