"""Admin lists leave the house as registers, never by Wagtail's own spreadsheets."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import Button

from cms.lib.tables.registers import FORMATS, Register
from cms.lib.tables.writing import sheet_response


class ExportedList(SpreadsheetExportMixin):
    """Put before Wagtail's own list or report class.

    What is exported are the rows as listed: the same reach, filters, search and order. Give
    `register` (`get_register` where its columns depend on the moment) and `take_away`; a list
    without a register cannot be exported at all.
    """

    FORMATS = FORMATS
    list_export = ()
    register: Register | None = None
    is_export: bool

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export = self.is_export and self.has_register

    def get_register(self, at: datetime) -> Register | None:
        return self.register

    @cached_property
    def has_register(self) -> bool:
        return self.get_register(timezone.now()) is not None

    def rows_of(self, listed: Any) -> Iterable[Any]:
        """The rows of the register for what the list holds."""
        return listed

    def take_away(self, register: Register | None, *, rows: Iterable[Any], **how: Any):
        """Call the flow that exports: `by`, `at` and `file_format` are among `how`."""
        raise NotImplementedError

    def as_spreadsheet(self, queryset, spreadsheet_format) -> HttpResponse:
        at = timezone.now()
        exported = self.take_away(
            self.get_register(at),
            rows=self.rows_of(queryset),
            by=self.request.user,
            at=at,
            file_format=spreadsheet_format,
        )
        return sheet_response(exported.data, exported.name)

    @cached_property
    def show_export_buttons(self) -> bool:
        return False  # Wagtail's pair of buttons; ours are below

    @cached_property
    def header_more_buttons(self) -> list:
        buttons = [*super().header_more_buttons]
        if not self.has_register:
            return buttons
        return [
            *buttons,
            Button(
                _("Download Excel"), url=self.xlsx_export_url, icon_name="download", priority=90
            ),
            Button(_("Download CSV"), url=self.csv_export_url, icon_name="download", priority=100),
        ]
