"""Who may do what with signing rounds and their envelopes, on the one policy of the house."""

from django.db.models import Exists, OuterRef, QuerySet

from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.template import PledgeTemplate
from staff.engine.roles import Role
from staff.models.user import User
from staff.permissions import NARROWED, POLICY, READERS, Rule

HR = frozenset({Role.HR})
NARROWED.add(PledgeTemplate, "")  # the kinds of pledge are one list for the whole city
POLICY.register(
    # On envelopes: one's own to sign and keep; HR and inspectors read within their subtree.
    Rule("rounds.sign", owner="member__user"),
    Rule(
        "rounds.view_envelope", READERS, organisation="member__organisation", owner="member__user"
    ),
    Rule("rounds.list_envelopes", READERS, organisation="member__organisation"),
    # Remind, exempt, lift, revoke: the person's own HR and those above.
    Rule("rounds.manage_envelope", HR, organisation="member__organisation"),
    # On organisations: where a round may be opened, and over the whole tree (`holds_citywide`)
    # who writes the words of a pledge; on rounds: which may be closed.
    Rule("rounds.open_round", HR, organisation=""),
    Rule("rounds.close_round", HR, organisation="organisation"),
)


def visible_rounds(user: User) -> QuerySet[SigningRound]:
    """Rounds in which somebody within the user's reach was asked to sign."""
    asked = POLICY.scope(user, "rounds.list_envelopes", Envelope.objects.all())
    return SigningRound.objects.filter(Exists(asked.filter(round=OuterRef("pk"))))
