"""Import a question file into a bank, or say what would happen."""

from io import BytesIO
from pathlib import Path

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bank.flows.exchange import import_items, plan_import
from bank.models.items import ItemBank
from cms.lib.errors import DomainError
from cms.lib.tables.uploads import check_upload


class Command(BaseCommand):
    help = "Read a question file (xlsx or csv, 13 columns). Without --apply nothing is written."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", help="name of the item bank (default: the only one)")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--apply", action="store_true", help="write the new items as drafts")
        mode.add_argument("--dry-run", action="store_true", help="only report (the default)")

    def handle(self, *args, file: Path, bank: str | None, apply: bool, **options) -> None:
        if not file.is_file():
            raise CommandError(f"{file}: no such file")
        try:
            self._run(self._bank(bank), file, apply)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _bank(self, name: str | None) -> ItemBank:
        found = ItemBank.objects.filter(name=name) if name else ItemBank.objects.all()
        if len(found) != 1:
            names = ", ".join(ItemBank.objects.values_list("name", flat=True)) or "none"
            raise CommandError(f"Name one bank with --bank. There are: {names}")
        return found[0]

    def _run(self, bank: ItemBank, file: Path, apply: bool) -> None:
        upload = check_upload(File(BytesIO(file.read_bytes()), file.name), kinds={"xlsx", "csv"})
        plan = plan_import(bank=bank, upload=upload)
        for error in plan.errors:
            self.stderr.write(f"row {error.row}, {error.column}: {error.text}")
        counts = ", ".join(f"{name} {count}" for name, count in plan.counts.items())
        self.stdout.write(f"{bank}: {counts}")
        if apply:
            items = import_items(bank=bank, upload=upload, user=None, at=timezone.now())
            self.stdout.write(f"{len(items)} imported as drafts")
