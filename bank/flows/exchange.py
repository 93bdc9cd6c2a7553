"""Question files in and out: a plan that anybody may look at, and its application, once."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from bank.adapters.exchange.xlsx import read_questions, to_cells
from bank.engine.exchange import Clash, ImportPlan, RowError, compare
from bank.flows.items import draft_items
from bank.models.imports import ItemImport
from bank.models.items import Item, ItemBank
from bank.queries.items import item_rows, known_rows
from cms.lib.chain import digest
from cms.lib.errors import DomainError
from cms.lib.locks import held
from cms.lib.tables.uploads import Upload
from staff.models.user import User


class ImportHasErrors(DomainError):
    code = "import_has_errors"
    message = _("%(errors)d rows have errors. Nothing was imported; correct the file first.")


class AlreadyApplied(DomainError):
    code = "already_applied"
    message = _("This file has already been imported.")


def plan_import(*, bank: ItemBank, upload: Upload) -> ImportPlan:
    """Read the file and compare it with the bank; writes nothing.

    Raises UploadRefused or NotAQuestionFile when there is no table of questions to read.
    """
    file = read_questions(upload)
    planned, clashes = compare(file.rows, known_rows(bank))
    errors = sorted([*file.errors, *map(_clash, clashes)], key=lambda error: error.row)
    return ImportPlan(tuple(planned), tuple(errors), file.cells)


def _clash(clash: Clash) -> RowError:
    text = _(
        "The bank already has this stem with another content (item %(number)d). "
        "Edit that item in the bank, or change the stem."
    )
    return RowError(clash.row.row, "题干", text % {"number": clash.held.row}, "stem_known")


def question_rows(*, items: QuerySet[Item]) -> list[tuple[str | int, ...]]:
    """Items as rows of a question file, as their latest drafts read."""
    return [to_cells(row) for row in item_rows(items)]


def keep_upload(*, bank: ItemBank, upload: Upload, user: User, at: datetime) -> ItemImport:
    """Keep an uploaded file for its preview; the bank is not touched.

    The file is read before anything is locked: nobody waits.
    """
    return _keep(bank, upload, plan_import(bank=bank, upload=upload), user, at)


@transaction.atomic
def _keep(bank: ItemBank, upload: Upload, plan: ImportPlan, user: User, at: datetime) -> ItemImport:
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
    locked = held(kept)
    if locked.is_applied:
        raise AlreadyApplied
    items = import_items(bank=locked.bank, upload=_kept_upload(locked), user=user, at=at)
    ItemImport.moves.to(locked, ItemImport.State.APPLIED)
    locked.applied_at = at
    locked.save(update_fields=["state", "applied_at"])
    return items


@transaction.atomic
def import_items(*, bank: ItemBank, upload: Upload, user: User | None, at: datetime) -> list[Item]:
    """Add every new row as a draft; all rows or, with ImportHasErrors, none.

    Rows that the bank already holds word for word change nothing, so that a file may be
    imported again.
    """
    locked = held(bank)
    plan = plan_import(bank=locked, upload=upload)
    if plan.errors:
        raise ImportHasErrors(errors=plan.error_rows)
    items = draft_items(bank=locked, rows=plan.new, user=user)
    if items:
        log(locked, "bank.import_items", user=user, data={"new": len(items)})
    return items
