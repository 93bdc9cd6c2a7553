"""Who may see what people learned."""

from staff.permissions import POLICY, Rule

POLICY.register(
    Rule("courses.view_own_record", owner="member__user"),
    Rule("courses.learn", owner="user"),
)
