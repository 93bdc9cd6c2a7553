"""Who may do what in the item bank, on the one policy of the house."""

from staff.engine.roles import Role
from staff.permissions import POLICY, Rule

AUTHORS = frozenset({Role.TRAINER, Role.REVIEWER})
BANK_READERS = AUTHORS | {Role.MARKER}

POLICY.register(
    # Rows: ItemBank; Item.
    Rule("bank.view_bank", BANK_READERS, organisation="organisation"),
    Rule("bank.view_item", BANK_READERS, organisation="bank__organisation"),
    Rule("bank.change_bank", AUTHORS, organisation="organisation"),
    Rule("bank.import_items", frozenset({Role.TRAINER}), organisation="organisation"),
    Rule("bank.publish_item", frozenset({Role.REVIEWER}), organisation="bank__organisation"),
)
