"""The registers of exams: results 考试成绩台账, and the lists of one sitting."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column
from exams.models.labels import OUTCOME_LABELS
from exams.models.sitting import Sitting
from exams.queries.registers import counted_percent, outcome_code

STATE_LABELS = {
    **OUTCOME_LABELS,
    "other_post": _("another post"),
    "no_credential": _("lacks the credential"),
}
PERSON = (
    Column(_("staff number"), 12, lambda row: row.member.staff_number),
    Column(_("Name of the candidate"), 12, lambda row: row.member.name),
    Column(_("organisation"), 28, lambda row: row.member.organisation.name),
    Column(_("post"), 18, lambda row: row.member.post.name),
)


def results_register(at: datetime) -> Register:
    """A row is one of `register_rows`; only what has been released leaves."""
    return Register(
        title=_("Register of exam results"),
        log="exams.export_results",
        columns=(
            *PERSON,
            Column(_("sitting"), 32, lambda row: row.sitting.title),
            Column(_("outcome"), 16, lambda row: OUTCOME_LABELS[outcome_code(row, at)]),
            Column(_("per cent"), 10, counted_percent),
            Column(_("handed in"), 18, lambda row: row.submitted_at),
        ),
    )


def people_register(sitting: Sitting, listed: object) -> Register:
    """A row is a `Person` of the list named `listed`."""
    return Register(
        title=f"{sitting.title} {listed}",
        log="exams.export_people",
        columns=(
            *PERSON,
            Column(_("outcome"), 16, lambda row: STATE_LABELS[row.state]),
            Column(_("handed in"), 18, lambda row: row.when),
            Column(_("reason"), 24, lambda row: row.note),
        ),
    )
