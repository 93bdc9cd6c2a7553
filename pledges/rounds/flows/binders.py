"""A round as one PDF to leaf through: 阅读汇编本, by county, township and person."""

from collections import Counter
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from pikepdf import PdfError

from cms.lib.errors import DomainError
from cms.lib.pdf import rendering
from cms.lib.pdf.binder import Binder
from evidence.adapters import vault
from pledges.rounds.engine.ceremony import SIGNED
from pledges.rounds.flows.exports import note_export
from pledges.rounds.flows.parcels import REPORT_EVERY, Contents, Progress, contents_of, no_progress
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.queries.registers import count_states
from staff.models.user import User

COVER = "封面和说明"  # in the outline: Chinese, as all that is printed


class NotBindable(DomainError):
    code = "not_bindable"
    message = _("The file of %(name)s cannot be read as a PDF. Take the ZIP instead.")


def bind_round(
    *,
    round_: SigningRound,
    envelopes: QuerySet[Envelope],
    target: BinaryIO,
    by: User | None,
    at: datetime,
    unit: str = "",
    progress: Progress = no_progress,
) -> int:
    """Write the binder of `envelopes` of the round; how many pages it has.

    It holds every signature that counts and has its PDF. Each page says that it is a copy for
    reading, made for whom and when; the originals are in the ZIP. What is left out stands on the
    first page, with the reason. Raises PdfUnavailable, NotBindable.
    """
    mine = envelopes.filter(round=round_)
    contents = contents_of(mine.filter(status__in=SIGNED))
    total = len(contents.files)
    note_export(round_=round_, what="binder", by=by, at=at, files=total)
    title = f"{round_.title}（阅读汇编本）"
    context = {
        "round": round_,
        "unit": unit or round_.organisation.name,
        "who": str(by) if by else "manage.py",
        "at": timezone.localtime(at),
        "title": title,
    }
    binder = Binder(target, title=title, stamp=_paper("stamp", context))
    binder.add(BytesIO(_paper("cover", context | _summary(mine, contents))), COVER)
    for number, file in enumerate(contents.files, 1):
        try:
            binder.add(BytesIO(vault.read(file.path, file.sha256)), *file.place, file.person)
        except PdfError as fault:
            raise NotBindable(name=file.person) from fault
        if number % REPORT_EVERY == 0 or number == total:
            progress(number, total)
    binder.finish()
    return binder.page_count


def _paper(name: str, context: dict) -> bytes:
    with translation.override("zh-hans"):
        return rendering.render_pdf(
            f"rounds/pdf/binder_{name}.html", context, title=context["title"]
        )


def _summary(envelopes: QuerySet[Envelope], contents: Contents) -> dict:
    """What the first page says about the rest."""
    with translation.override("zh-hans"):
        states = count_states(envelopes)
    return {
        "count": len(contents.files),
        "places": Counter(" · ".join(file.place) for file in contents.files).items(),
        "missing": contents.missing,
        "states": states,
    }
