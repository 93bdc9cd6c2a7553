"""The items that the demo's lessons ask: written, reviewed and published in a bank of their own."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bank.engine.exchange import ItemRow
from bank.flows.items import draft_items, publish_items
from bank.models.items import Item, ItemBank
from cms.demo.site import index_now
from cms.models.basis import LegalBasis
from courses.learning.demo.samples import SampleQuestion
from staff.models.organisation import Organisation
from staff.models.user import User

BANK = "小课堂练习"
MARKS = {"checked": "已核", "corroborated": "佐证", "local": "本地"}


def row_of(
    question: SampleQuestion, why: str, topic: str, articles: Iterable[Sequence[str]]
) -> ItemRow:
    """The question as a row of the bank, resting on those of the lesson's articles that hold."""
    return ItemRow(0, question.content(why), topic, 1, _basis(articles))


def _basis(articles: Iterable[Sequence[str]]) -> str:
    """What nobody has checked yet is left to the lesson, which shows its doubt."""
    named = []
    for law, article in articles:
        basis = LegalBasis.objects.filter(law=law, article=article).first()
        if basis is not None and basis.status in MARKS:
            named.append(f"《{law}》{article}[{MARKS[basis.status]}]")
    return "；".join(named)


def seed_items(rows: Sequence[ItemRow], at: datetime) -> list[Item]:
    """Write and publish the rows as the demo's trainer and reviewer, as of `at`."""
    bank, _made = ItemBank.objects.get_or_create(
        name=BANK,
        defaults={"organisation": Organisation.get_root_nodes().first(), "note": "随堂题（演示）"},
    )
    trainer, reviewer = (User.objects.filter(username=n).first() for n in ("trainer", "reviewer"))
    drafts = draft_items(bank=bank, rows=rows, user=trainer)
    publish_items(items=drafts, user=reviewer, at=at)
    items = Item.objects.filter(pk__in=[item.pk for item in drafts])
    items.update(first_published_at=at, last_published_at=at)
    published = list(items.order_by("pk"))
    index_now(published)
    return published
