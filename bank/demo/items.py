"""The demo's item bank: the 40 items of the question file, reviewed and published."""

from datetime import timedelta
from pathlib import Path

from bank.flows.exchange import import_items
from bank.flows.items import publish_items
from bank.models.items import ItemBank
from cms.demo.site import index_now
from cms.lib.demo import Demo
from cms.lib.tables.uploads import Upload
from staff.models.organisation import Organisation
from staff.models.user import User

QUESTIONS = Path(__file__).parent / "data" / "questions.csv"
BANK = "社会救助业务题库"


def seed(demo: Demo) -> None:
    """Those marked [待核] stay drafts."""
    city = Organisation.get_root_nodes().first()
    bank, _made = ItemBank.objects.get_or_create(
        name=BANK, defaults={"organisation": city, "note": "市级题库（演示）"}
    )
    at = demo.at - timedelta(days=90)
    upload = Upload("csv", QUESTIONS.read_bytes(), QUESTIONS.name)
    trainer, reviewer = (User.objects.filter(username=n).first() for n in ("trainer", "reviewer"))
    items = import_items(bank=bank, upload=upload, user=trainer, at=at)
    publish_items(items=[item for item in items if not item.is_unchecked], user=reviewer, at=at)
    index_now(items)
    live = bank.items.filter(live=True).count()
    demo.say(f"bank: {bank.items.count()} items ({live} published)")
