"""Items written and published: a draft first, then whoever reviewed it lets it go."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bank.engine.exchange import ItemRow
from bank.models.items import Item, ItemBank
from bank.models.topics import Topic
from bank.queries.items import articles_in_force, cited_articles
from cms.lib.errors import DomainError
from cms.lib.locks import holding
from cms.models.basis import LegalBasis
from staff.models.user import User


class UncheckedBasis(DomainError):
    code = "basis_unchecked"
    message = _(
        "The legal basis is marked [待核]. Check it against the text of the law and change the "
        "mark before publishing."
    )


@transaction.atomic
def draft_items(*, bank: ItemBank, rows: Iterable[ItemRow], user: User | None) -> list[Item]:
    """Add each row as a draft of the bank; articles that its basis names are tied to it."""
    cited = articles_in_force()
    return [_draft(bank, row, cited, user) for row in rows]


def _draft(
    bank: ItemBank, row: ItemRow, cited: Mapping[tuple[str, str], LegalBasis], user: User | None
) -> Item:
    topic, _made = Topic.objects.get_or_create(name=row.topic)
    content = row.content
    item = Item(
        bank=bank,
        topic=topic,
        kind=content.kind.value,
        stem=content.stem,
        key=content.key,
        choices=list(content.choices),
        rationale=content.rationale,
        difficulty=row.difficulty,
        basis=row.basis,
        live=False,
        has_unpublished_changes=True,
    )
    item.bases = [cited[name] for name in cited_articles(row.basis) if name in cited]
    item.save()
    item.save_revision(user=user, log_action="wagtail.create")
    return item


@transaction.atomic
def publish_items(*, items: Iterable[Item], user: User | None, at: datetime) -> int:
    """Publish the latest revision of each item; returns how many.

    Raises UncheckedBasis, and publishes none, when one of them is marked [待核]; OwnWork when
    `user` wrote one of them.
    """
    rows = list(holding(Item.objects).filter(pk__in=[item.pk for item in items]))
    for item in rows:
        if item.get_latest_revision_as_object().is_unchecked:
            raise UncheckedBasis
    for item in rows:
        revision = item.latest_revision or item.save_revision(user=user)
        revision.publish(user=user, skip_permission_checks=True)
    return len(rows)
