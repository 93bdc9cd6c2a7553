"""Who may open the overview, on the one policy of the house."""

from staff.permissions import POLICY, READERS, Rule

# On organisations: whose figures and people may be seen.
POLICY.register(Rule("overview.open_desk", READERS, organisation=""))
