"""The bank's place in the admin: who may write, who reviews; safe to run again."""

from bank.models.items import Item
from cms.flows.publishing import ensure_review, permit, role_group

REVIEW = "试题审核"
# On items, which have drafts and a review, and topics, which belong to nobody. On whose items, and
# all about banks, is the policy's to say.
TOPICS = ("view_topic", "add_topic", "change_topic")
TRAINER_MAY = ("add_item", "change_item", *TOPICS)
REVIEWER_MAY = ("change_item", "publish_item", "lock_item", "unlock_item", *TOPICS)


def set_up() -> None:
    """Trainers write, reviewers approve: 试题审核 for every item."""
    permit(role_group("trainer"), *(f"bank.{name}" for name in TRAINER_MAY))
    permit(role_group("reviewer"), *(f"bank.{name}" for name in REVIEWER_MAY))
    ensure_review(REVIEW, Item)
