"""Who may do what in the item bank, on the one policy of the house."""

from bank.models.items import ItemBank
from bank.models.topics import Topic
from staff.engine.roles import Role
from staff.permissions import NARROWED, POLICY, Rule

TRAINERS = frozenset({Role.TRAINER})
AUTHORS = TRAINERS | {Role.REVIEWER}
BANK_READERS = AUTHORS | {Role.MARKER}

POLICY.register(
    # Rows: ItemBank; Item.
    Rule("bank.view_bank", BANK_READERS, organisation="organisation", things=True),
    Rule("bank.view_item", BANK_READERS, organisation="bank__organisation", things=True),
    Rule("bank.list_banks", AUTHORS, organisation="organisation", things=True),
    Rule("bank.change_bank", TRAINERS, organisation="organisation", things=True),
    Rule("bank.import_items", TRAINERS, organisation="organisation", things=True),
    Rule(
        "bank.publish_item",
        frozenset({Role.REVIEWER}),
        organisation="bank__organisation",
        things=True,
    ),
)
NARROWED.add(ItemBank, "bank.view_bank")
NARROWED.add(Topic, "")  # one list for everybody who writes
