"""Who may do what with the seal, on the one policy of the house."""

from staff.engine.roles import ADMINISTRATORS, Role
from staff.permissions import POLICY, READERS, Rule

POLICY.register(
    # Over the whole tree only (`holds_citywide`): change and revoke certificates of the seal.
    Rule("evidence.keep_seal", frozenset({Role.HR}), organisation=""),
    # What the nightly check found: those who watch. Which rows, over the whole tree only.
    Rule("evidence.see_checks", READERS | ADMINISTRATORS, organisation=""),
)
