"""Who may see how the channels stand, on the one policy of the house."""

from staff.engine.roles import Role
from staff.permissions import POLICY, Rule

VIEW_CHANNELS = "reminders.view_channels"

POLICY.register(
    # Over the whole tree only (`holds_citywide`): the channels are one set for everybody.
    Rule(VIEW_CHANNELS, frozenset({Role.HR}), organisation=""),
)
