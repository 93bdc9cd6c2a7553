"""Write a bank as a question file that import_items reads again."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bank.adapters.exchange.xlsx import COLUMNS, WIDTHS
from bank.flows.exchange import question_rows
from bank.models.items import Item
from cms.lib.tables.writing import Column, write_table


class Command(BaseCommand):
    help = "Export items, latest drafts included, as an xlsx question file."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="where to write the .xlsx")
        parser.add_argument("--bank", help="name of the item bank (default: all)")

    def handle(self, *args, file: Path, bank: str | None, **options) -> None:
        if file.suffix != ".xlsx":
            raise CommandError("The file name must end with .xlsx")
        items = Item.objects.filter(bank__name=bank) if bank else Item.objects.all()
        rows = question_rows(items=items)
        columns = [Column(name, width) for name, width in zip(COLUMNS, WIDTHS, strict=True)]
        file.write_bytes(write_table(columns, rows))
        self.stdout.write(f"{len(rows)} items written to {file}")
