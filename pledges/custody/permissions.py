"""Who may do what with custody agreements, on the one policy of the house."""

from staff.engine.roles import Role
from staff.permissions import POLICY, READERS, Rule

HR = frozenset({Role.HR})
POLICY.register(
    # The township's clerk keeps them; counties and the city read along.
    Rule("custody.view_agreement", READERS, organisation="township"),
    Rule("custody.manage_agreement", HR, organisation="township"),
    Rule("custody.unmask_agreement", READERS, organisation="township"),
    # On organisations: where an agreement may be drafted.
    Rule("custody.draft_agreement", HR, organisation=""),
)
