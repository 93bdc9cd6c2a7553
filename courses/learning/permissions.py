"""Who may see what people learned."""

from staff.permissions import POLICY, Rule

POLICY.register(
    Rule("learning.view_own_record", owner="member__user"),
    Rule("learning.learn", owner="user"),
)
