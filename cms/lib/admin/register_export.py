"""Admin lists leave the house as official registers: xlsx, text that cannot run, a watermark."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import Button

from cms.lib.tables.writing import Column, write_register, xlsx_response


class RegisterExportMixin(SpreadsheetExportMixin):
    """Put before Wagtail's own list or report class.

    `export_columns` are (heading, width, callable(row) → value). `export_title` heads the sheet
    and names the file. Override `filled_by` and `note_export` (the audit log).
    """

    FORMATS = ("xlsx",)  # a CSV without byte order mark opens garbled in Chinese Excel
    export_title: Any = ""
    export_columns: tuple[tuple[Any, int, Callable[[Any], object]], ...] = ()

    @cached_property
    def show_export_buttons(self) -> bool:
        return False  # Wagtail's pair of buttons; ours is below

    @cached_property
    def header_more_buttons(self) -> list:
        buttons = [*super().header_more_buttons]
        if self.export_columns:
            url = self.xlsx_export_url
            buttons.append(Button(_("Download Excel"), url=url, icon_name="download", priority=90))
        return buttons

    def filled_by(self) -> str:
        """The unit that the register speaks for."""
        return ""

    def note_export(self, rows: int) -> None:
        """Write down who took how many rows."""

    def as_spreadsheet(self, queryset, spreadsheet_format):
        columns = [Column(str(title), width) for title, width, _read in self.export_columns]
        rows = [[read(row) for _title, _width, read in self.export_columns] for row in queryset]
        title = str(self.export_title or self.get_page_title())
        data = write_register(
            columns,
            rows,
            title=title,
            filled_by=self.filled_by(),
            exported_by=str(self.request.user),
            at=timezone.now(),
        )
        self.note_export(len(rows))
        return xlsx_response(data, f"{title}.xlsx")
