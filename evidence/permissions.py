"""Who may do what with the seal, on the one policy of the house."""

from staff.engine.roles import Role
from staff.permissions import POLICY, Rule

POLICY.register(
    # Over the whole tree only (`holds_citywide`): change and revoke certificates of the seal.
    Rule("evidence.keep_seal", frozenset({Role.HR}), organisation=""),
)
