"""Items as rows of a question file, as their latest drafts read."""

import re

from django.db.models import QuerySet

from bank.engine.exchange import ItemRow
from bank.engine.items import content_of, stem_digest
from bank.models.items import Item, ItemBank
from bank.models.topics import Topic
from cms.models.basis import LegalBasis

CITED = re.compile(r"《([^》]+)》(?:（[^）]*）)?((?:第[零一二三四五六七八九十百千]+条[、，]?)+)")


def item_rows(items: QuerySet[Item]) -> list[ItemRow]:
    """The items in their order of entry. Two queries, however many there are."""
    return [row for _item, row in _with_rows(items)]


def known_rows(bank: ItemBank) -> dict[str, ItemRow]:
    """Everything the bank holds by the digest of its stem, as published and as last drafted."""
    known: dict[str, ItemRow] = {}
    for item, row in _with_rows(Item.objects.filter(bank=bank)):
        known[item.stem_digest] = row
        known.setdefault(stem_digest(row.content.stem), row)
    return known


def _with_rows(items: QuerySet[Item]) -> list[tuple[Item, ItemRow]]:
    topics = dict(Topic.objects.values_list("pk", "name"))
    rows = items.select_related("latest_revision").order_by("pk")
    return [(item, _row_of(item, topics)) for item in rows]


def _row_of(item: Item, topics: dict[int, str]) -> ItemRow:
    """Read from the revision's own data: one query for a whole bank instead of several per item."""
    data = item.latest_revision.content if item.latest_revision else item.serializable_data()
    topic, difficulty = topics[data["topic"]], data["difficulty"]
    return ItemRow(item.pk, content_of(data), topic, difficulty, data["basis"])


def cited_articles(basis: str) -> list[tuple[str, str]]:
    """`《甲法》第一条、第二条[已核]` → [("甲法", "第一条"), ("甲法", "第二条")]."""
    return [
        (law, article)
        for law, articles in CITED.findall(basis)
        for article in re.split("[、，]", articles)
        if article
    ]


def articles_in_force() -> dict[tuple[str, str], LegalBasis]:
    """The articles that a basis may be tied to, by law and number."""
    rows = LegalBasis.objects.filter(retired_on__isnull=True)
    return {(basis.law, basis.article): basis for basis in rows}
