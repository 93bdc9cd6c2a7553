"""Filling the bank: plan an import, apply it in one transaction, publish what was reviewed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from bank.adapters.questions import ItemRow, QuestionFile, RowError, read_questions, to_cells
from bank.engine.items import ItemContent, Kind, stem_digest
from bank.models.imports import ItemImport
from bank.models.items import Item, ItemBank, Topic
from cms.lib.chain import digest
from cms.lib.errors import DomainError
from cms.lib.tables.uploads import Upload
from cms.models.basis import LegalBasis
from staff.models.user import User

CITED = re.compile(r"《([^》]+)》(?:（[^）]*）)?((?:第[零一二三四五六七八九十百千]+条[、，]?)+)")


class ImportHasErrors(DomainError):
    code = "import_has_errors"
    message = _("%(errors)d rows have errors. Nothing was imported; correct the file first.")


class AlreadyApplied(DomainError):
    code = "already_applied"
    message = _("This file has already been imported.")


class UncheckedBasis(DomainError):
    code = "basis_unchecked"
    message = _(
        "The legal basis is marked [待核]. Check it against the text of the law and change the "
        "mark before publishing."
    )


class PlanKind(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Planned:
    """What applying would do with one row."""

    kind: PlanKind
    row: ItemRow


@dataclass(frozen=True)
class ImportPlan:
    """The whole file against the bank. It can be applied only without errors."""

    planned: tuple[Planned, ...] = ()
    errors: tuple[RowError, ...] = ()
    cells: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def new(self) -> list[ItemRow]:
        return [entry.row for entry in self.planned if entry.kind is PlanKind.NEW]

    @property
    def unchanged(self) -> list[ItemRow]:
        return [entry.row for entry in self.planned if entry.kind is PlanKind.UNCHANGED]

    @property
    def error_rows(self) -> int:
        return len({error.row for error in self.errors})

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "unchanged": len(self.unchanged),
            "errors": self.error_rows,
        }


def plan_import(*, bank: ItemBank, upload: Upload) -> ImportPlan:
    """Read the file and compare it with the bank; writes nothing.

    Raises UploadRefused or NotAQuestionFile when there is no table of questions to read.
    """
    return _compare(read_questions(upload), bank)


def _compare(file: QuestionFile, bank: ItemBank) -> ImportPlan:
    topics = dict(Topic.objects.filter(bank=bank).values_list("pk", "name"))
    items = Item.objects.filter(bank=bank).select_related("latest_revision")
    known = {item.stem_digest: _row_of(item, topics) for item in items}
    planned, errors = [], list(file.errors)
    for row in file.rows:
        held = known.get(stem_digest(row.content.stem))
        if held is None:
            planned.append(Planned(PlanKind.NEW, row))
        elif replace(held, row=row.row) == row:
            planned.append(Planned(PlanKind.UNCHANGED, row))
        else:
            text = _(
                "The bank already has this stem with another content (item %(number)d). "
                "Edit that item in the bank, or change the stem."
            )
            words = {"number": held.row}
            errors.append(RowError(row.row, "题干", text % words, "stem_known"))
    errors.sort(key=lambda error: error.row)
    return ImportPlan(tuple(planned), tuple(errors), file.cells)


def _row_of(item: Item, topics: dict[int, str]) -> ItemRow:
    """The latest draft of an item as a row; `row` carries the item's number.

    Read from the revision's own data: one query for a whole bank instead of several per item.
    """
    data = item.latest_revision.content if item.latest_revision else item.serializable_data()
    content = ItemContent(
        kind=Kind(data["kind"]),
        stem=data["stem"],
        key=data["key"],
        choices=tuple(data["choices"]),
        rationale=data["rationale"],
    )
    return ItemRow(item.pk, content, topics[data["topic"]], data["difficulty"], data["basis"])


def question_rows(*, items: QuerySet[Item]) -> list[tuple[str | int, ...]]:
    """Items as rows of a question file, as their latest drafts read."""
    topics = dict(Topic.objects.values_list("pk", "name"))
    rows = [
        _row_of(item, topics) for item in items.select_related("latest_revision").order_by("pk")
    ]
    return [
        to_cells(row.content, topic=row.topic, difficulty=row.difficulty, basis=row.basis)
        for row in rows
    ]


@transaction.atomic
def keep_upload(*, bank: ItemBank, upload: Upload, user: User, at: datetime) -> ItemImport:
    """Keep an uploaded file for its preview; the bank is not touched."""
    plan = plan_import(bank=bank, upload=upload)
    kept = ItemImport(
        bank=bank,
        file_name=upload.name[:200],
        digest=digest(upload.data),
        counts=plan.counts,
        uploaded_by=user,
        uploaded_at=at,
    )
    kept.file.save(f"{kept.token}.{upload.kind}", ContentFile(upload.data), save=False)
    kept.save()
    return kept


def plan_kept(*, kept: ItemImport) -> ImportPlan:
    """The plan of a kept file, against the bank as it is now."""
    return plan_import(bank=kept.bank, upload=_kept_upload(kept))


def _kept_upload(kept: ItemImport) -> Upload:
    with kept.file.open("rb") as stream:
        return Upload(str(kept.file.name).rpartition(".")[2], stream.read(), kept.file_name)


@transaction.atomic
def apply_kept(*, kept: ItemImport, user: User, at: datetime) -> list[Item]:
    """Apply a previewed file, once. Raises AlreadyApplied or ImportHasErrors."""
    locked = ItemImport.objects.select_for_update().get(pk=kept.pk)
    if locked.state == ItemImport.State.APPLIED:
        raise AlreadyApplied
    items = import_items(bank=locked.bank, upload=_kept_upload(locked), user=user, at=at)
    locked.state, locked.applied_at = ItemImport.State.APPLIED, at
    locked.save(update_fields=["state", "applied_at"])
    return items


@transaction.atomic
def import_items(*, bank: ItemBank, upload: Upload, user: User | None, at: datetime) -> list[Item]:
    """Add every new row as a draft; all rows or, with ImportHasErrors, none.

    Rows that the bank already holds word for word change nothing, so that a file may be
    imported again.
    """
    locked = ItemBank.objects.select_for_update().get(pk=bank.pk)
    plan = plan_import(bank=locked, upload=upload)
    if plan.errors:
        raise ImportHasErrors(errors=plan.error_rows)
    cited = _known_articles()
    items = [_draft(locked, row, cited, user) for row in plan.new]
    if items:
        log(locked, "bank.import_items", user=user, data={"new": len(items)})
    return items


def _draft(bank: ItemBank, row: ItemRow, cited: dict, user: User | None) -> Item:
    topic, _made = Topic.objects.get_or_create(bank=bank, name=row.topic)
    item = Item(bank=bank, topic=topic, live=False, has_unpublished_changes=True)
    _fill(item, row.content)
    item.difficulty, item.basis = row.difficulty, row.basis
    item.bases = [cited[name] for name in cited_articles(row.basis) if name in cited]
    item.save()
    item.save_revision(user=user, log_action="wagtail.create")
    return item


def _fill(item: Item, content: ItemContent) -> None:
    item.kind, item.stem, item.key = content.kind.value, content.stem, content.key
    item.choices, item.rationale = list(content.choices), content.rationale


def cited_articles(basis: str) -> list[tuple[str, str]]:
    """`《甲法》第一条、第二条[已核]` → [("甲法", "第一条"), ("甲法", "第二条")]."""
    return [
        (law, article)
        for law, articles in CITED.findall(basis)
        for article in re.split("[、，]", articles)
        if article
    ]


def _known_articles() -> dict[tuple[str, str], LegalBasis]:
    rows = LegalBasis.objects.filter(retired_on__isnull=True)
    return {(basis.law, basis.article): basis for basis in rows}


@transaction.atomic
def publish_items(*, items: Iterable[Item], user: User | None, at: datetime) -> int:
    """Publish the latest revision of each item; returns how many.

    Raises UncheckedBasis, and publishes none, when one of them is marked [待核].
    """
    rows = list(Item.objects.select_for_update().filter(pk__in=[item.pk for item in items]))
    for item in rows:
        if item.get_latest_revision_as_object().is_unchecked:
            raise UncheckedBasis
    for item in rows:
        revision = item.latest_revision or item.save_revision(user=user)
        revision.publish(user=user, skip_permission_checks=True)
    return len(rows)
