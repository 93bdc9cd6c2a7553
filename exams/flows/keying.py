"""A sitting on paper: make its forms, key in the sheets, let two people agree, count once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.chain import canonical, digest
from cms.lib.errors import DomainError, need_reason, not_own_record
from cms.lib.locks import held, holding
from exams.engine.log import ANSWER, Event
from exams.engine.printed import FORMS, Source, arrange, differences, to_paper
from exams.engine.timing import deadline
from exams.flows.closing import close
from exams.models.attempt import AnswerEvent, Attempt, AttemptEvent
from exams.models.printed import PrintedForm, SheetEntry
from exams.models.sitting import Registration, Sitting
from exams.queries.printed import contents_of, entry_of_other, paper_rows
from staff.models.member import Member
from staff.models.user import User

Answers = Sequence[Sequence[str]]


class FormsMade(DomainError):
    code = "forms_made"
    message = _("The forms of this sitting have been made; print them again as often as needed.")


class SatOnline(DomainError):
    code = "sat_online"
    message = _("This person has begun the exam online; the sheet cannot count beside it.")


class SheetCounted(DomainError):
    code = "sheet_counted"
    message = _("The sheet of this person has been keyed in by two people and counts.")


class NotYetOpen(DomainError):
    code = "not_yet_open"
    message = _("The sitting has not begun; nobody can have written yet.")


class SheetMisfit(DomainError):
    code = "sheet_misfit"
    message = _("The sheet has another number of answers than the form has items.")


@dataclass(frozen=True)
class Keyed:
    """`differs`: the printed numbers that two people read differently; `attempt` once it counts."""

    entry: SheetEntry
    differs: tuple[int, ...] = ()
    attempt: Attempt | None = None


@transaction.atomic
def make_forms(
    *, sitting: Sitting, seed: int, reason: str, user: User | None, at: datetime
) -> list[PrintedForm]:
    """Fix the order of forms A and B. Raises ReasonMissing, FormsMade."""
    reason, locked = need_reason(reason), held(sitting)
    if locked.printed_forms.exists():
        raise FormsMade
    sources = [
        Source(row.position, row.section.position, len(row.content["choices"]))
        for row in paper_rows(locked)
    ]
    forms = []
    for letter in FORMS:
        items = arrange(sources, letter=letter, seed=seed)
        order = [[item.position, list(item.choices)] for item in items]
        forms.append(
            PrintedForm.objects.create(
                sitting=locked,
                letter=letter,
                seed=seed,
                order=order,
                digest=digest(canonical([locked.paper.digest, order])),
                reason=reason,
                at=at,
                by=user,
            )
        )
    data = {"seed": seed, "reason": reason}
    log(locked, "exams.make_forms", user=user, data=data)
    return forms


def _next_entry(form: PrintedForm, member: Member) -> int:
    """The caller holds the registration."""
    rows = SheetEntry.objects.filter(form=form, member=member)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def key_in(*, form: PrintedForm, member: Member, answers: Answers, by: User, at: datetime) -> Keyed:
    """Keep what one person read from a sheet; when a second one read the same, it counts.

    `answers` are printed answers in printed order; nobody reads the own sheet. Raises OwnRecord,
    NotYetOpen, SatOnline, SheetCounted, SheetMisfit.
    """
    not_own_record(by, member.user_id)
    rows = holding(Registration.objects).select_related("sitting")
    sitting = rows.get(sitting=form.sitting_id, member=member).sitting
    _check(sitting, member, form, answers, at)
    printed = [list(answer) for answer in answers]
    other = entry_of_other(sitting=sitting, member=member, user=by)
    entry = SheetEntry.objects.create(
        form=form,
        member=member,
        number=_next_entry(form, member),
        answers=printed,
        at=at,
        by=by,
    )
    log(sitting, "exams.key_in_sheet", user=by, data=_data(form, member, number=entry.number))
    if other is None:
        return Keyed(entry)
    if other.form_id != form.pk:
        return Keyed(entry, tuple(range(1, len(printed) + 1)))
    differs = differences(printed, other.answers)
    if differs:
        return Keyed(entry, tuple(differs))
    return Keyed(entry, (), _count(sitting, member, form, printed, (other.by, by), at))


def _data(form: PrintedForm, member: Member, **more: object) -> dict:
    return {"member": member.staff_number, "form": form.letter, "reason": form.reason, **more}


def _check(
    sitting: Sitting, member: Member, form: PrintedForm, answers: Answers, at: datetime
) -> None:
    if sitting.opens_at > at:
        raise NotYetOpen
    latest = Attempt.objects.filter(sitting=sitting, member=member).order_by("-number").first()
    if latest is not None:
        raise SheetCounted if latest.form_id else SatOnline
    if len(answers) != len(form.order):
        raise SheetMisfit


def _count(
    sitting: Sitting,
    member: Member,
    form: PrintedForm,
    printed: Answers,
    people: tuple[User, User],
    at: datetime,
) -> Attempt:
    """Write the sheet into the log and hand it in, like any other attempt."""
    rows = Attempt.every.prepared().filter(sitting=sitting, member=member)
    attempt = rows.first() or Attempt(sitting=sitting, member=member)
    attempt.state, attempt.form = Attempt.State.OPEN, form
    attempt.started_at = sitting.opens_at
    attempt.deadline_at = deadline(sitting.opens_at, sitting.minutes, sitting.closes_at)
    attempt.save()
    first, second = people
    AttemptEvent.objects.create(
        attempt=attempt,
        kind=AttemptEvent.Kind.KEYED,
        client=form.client,
        by=second,
        note=f"{form.letter} · {first} · {second}"[:200],
        at=at,
    )
    AnswerEvent.objects.bulk_create(_events(attempt, form, printed, at))
    close(attempt, at, client=form.client)
    log(sitting, "exams.count_sheet", user=second, data=_data(form, member, first=str(first)))
    return attempt


def _events(
    attempt: Attempt, form: PrintedForm, printed: Answers, at: datetime
) -> list[AnswerEvent]:
    contents = contents_of(attempt.sitting)
    events: list[AnswerEvent] = []
    for item, answer in zip(form.items, printed, strict=True):
        if not answer:
            continue
        value = to_paper(item, contents[item.position], tuple(answer))
        event = Event(form.client, len(events) + 1, item.position, ANSWER, value)
        events.append(AnswerEvent.received(attempt.pk, event, at))
    return events
