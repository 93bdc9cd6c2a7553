"""What is carried to a village without network: the forms with their answer sheets, the names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from bank.engine.items import Kind
from cms.lib.errors import DomainError
from cms.lib.pdf.rendering import render_pdf
from exams.engine.printed import FORMS
from exams.models.printed import PrintedForm
from exams.models.sitting import Registration, Sitting
from exams.queries.printed import PrintedLine, lines_of
from staff.models.user import User

NAMES = "names"
PARTS = (*FORMS, NAMES)
ABREAST = 5
SIZES = {Kind.BLANK: "wide", Kind.CASE: "long", Kind.EXERCISE: "long"}


class NothingToPrint(DomainError):
    code = "nothing_to_print"
    message = _("Make the forms first.")


@dataclass(frozen=True)
class Printout:
    data: bytes
    name: str


def print_part(*, sitting: Sitting, part: str, by: User | None, at: datetime) -> Printout:
    """The PDF of form A, of form B, or of the list of names. Raises NothingToPrint."""
    log(sitting, "exams.print_part", user=by, data={"part": part})
    if part == NAMES:
        return _names(sitting, by, at)
    form = PrintedForm.objects.filter(sitting=sitting, letter=part).first()
    if form is None:
        raise NothingToPrint
    lines = lines_of(form)
    context = {"sitting": sitting, "form": form, "lines": lines, "boxes": list(_boxes(lines))}
    title = f"{sitting.title} {form.letter}卷"
    data = render_pdf("exams/pdf/form.html", context, title=title)
    return Printout(data, f"{title}.pdf")


def _boxes(lines: Sequence[PrintedLine]) -> Iterator[dict]:
    """The answer sheet in rows: five short answers abreast, a row each for blanks and texts."""
    for size, part in groupby(lines, key=lambda line: SIZES.get(line.row.kind, "")):
        cells = list(part)
        step = 1 if size else ABREAST
        for start in range(0, len(cells), step):
            row = cells[start : start + step]
            yield {"size": size, "cells": row, "fill": range(step - len(row))}


def _names(sitting: Sitting, by: User | None, at: datetime) -> Printout:
    rows = Registration.objects.filter(sitting=sitting, deferred_at__isnull=True)
    rows = rows.select_related("member__organisation").order_by(
        "member__organisation__path", "member__staff_number"
    )
    # Neighbours get different forms.
    names = [(n + 1, FORMS[n % len(FORMS)], row.member) for n, row in enumerate(rows)]
    context = {"sitting": sitting, "names": names, "printed_at": at, "printed_by": by}
    title = f"{sitting.title} 考生名单"
    return Printout(render_pdf("exams/pdf/names.html", context, title=title), f"{title}.pdf")
