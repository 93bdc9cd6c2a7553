"""Bring all personal data at rest to the first key, and its look-up hashes to today's key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Cast

from cms.lib.crypto import is_current, lookup_hash, rotate_bytes
from cms.lib.fields import EncryptedTextField
from cms.lib.locks import holding
from staff.models.roster import RosterImport

BATCH = 500


@dataclass(frozen=True)
class Rotated:
    """What was done for one column: `changed` of `seen` filled values."""

    name: str
    seen: int
    changed: int


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted column of every installed app."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def rotate_keys(*, tell: Callable[[Rotated], None] = lambda _done: None) -> list[Rotated]:
    """Encrypt every value anew that the first key does not open, and mend look-up hashes.

    Each batch is a transaction of its own: an interrupted run goes on where it stopped, and a
    second run changes nothing. Raises InvalidToken when a value opens with no key at all;
    nothing of its batch is written then.
    """
    counts = []
    for model, field in encrypted_columns():
        count = _rotate_column(model, field)
        tell(count)
        counts.append(count)
    files = _rotate_files()
    tell(files)
    return [*counts, files]


def _rotate_column(model: type[models.Model], field: EncryptedTextField) -> Rotated:
    seen = changed = last = 0
    while True:
        with transaction.atomic():
            rows = list(_batch(model, field, last))
            stale = [row for row in rows if _is_stale(row, field)]
            for row in stale:
                _set_hash(row, field)
            names = [field.name, *_hash_names(model, field)]
            model._base_manager.bulk_update(stale, names, batch_size=100)
        seen, changed = seen + len(rows), changed + len(stale)
        if not rows:
            return Rotated(f"{model._meta.label}.{field.name}", seen, changed)
        last = rows[-1].pk


def _batch(model: type[models.Model], field: EncryptedTextField, after: int) -> models.QuerySet:
    """Filled rows in key order, locked, with the stored token beside the plain value."""
    rows = holding(model._base_manager).filter(pk__gt=after)
    tokens = rows.annotate(stored_token=Cast(F(field.name), models.TextField()))
    filled = tokens.exclude(stored_token="")
    return filled.only("pk", field.name, *_hash_names(model, field)).order_by("pk")[:BATCH]


def _hash_names(model: type[models.Model], field: EncryptedTextField) -> list[str]:
    name = f"{field.name}_hash"
    return [name] if any(known.name == name for known in model._meta.local_fields) else []


def _is_stale(row: Any, field: EncryptedTextField) -> bool:
    if not is_current(row.stored_token):
        return True
    value = getattr(row, field.name)
    return any(
        getattr(row, name) != lookup_hash(field.name, value)
        for name in _hash_names(type(row), field)
    )


def _set_hash(row: models.Model, field: EncryptedTextField) -> None:
    for name in _hash_names(type(row), field):
        setattr(row, name, lookup_hash(field.name, getattr(row, field.name)))


def _rotate_files() -> Rotated:
    """Roster files that wait for a decision."""
    seen = changed = 0
    for roster_import in RosterImport.objects.exclude(file=""):
        with roster_import.file.open("rb") as stored:
            token = stored.read()
        seen += 1
        if is_current(token):
            continue
        with transaction.atomic():
            old, storage = str(roster_import.file.name), roster_import.file.storage
            roster_import.file.save(f"{roster_import.token}.bin", ContentFile(rotate_bytes(token)))
            transaction.on_commit(partial(storage.delete, old))
        changed += 1
    return Rotated("staff.RosterImport.file", seen, changed)
