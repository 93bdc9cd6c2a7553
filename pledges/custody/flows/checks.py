"""Custody agreements in force: checks on the spot, re-checks, the end with a hand-over."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError, MovedOn, TwoPeople, need_reason
from cms.lib.locks import held
from evidence.engine.strokes import Signature, svg_path
from evidence.flows.chain import Event, record
from evidence.queries.rows import vouch
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import CustodyStatus
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.check import CustodyCheck, CustodyHandover
from pledges.custody.models.events import CustodyEvent
from pledges.custody.queries.facts import check_data
from pledges.custody.queries.kept import CHECK, ENDED, HANDOVER, RECHECK
from staff.models.user import User


class CheckDay(DomainError):
    code = "check_day"
    message = _("The day must lie after the last check and not in the future.")


class DifferenceUnexplained(DomainError):
    code = "difference_unexplained"
    message = _(
        "Expected %(expected)s yuan, found %(actual)s: a difference of %(difference)s. Explain it."
    )


class ProblemNeedsDay(DomainError):
    code = "problem_needs_day"
    message = _("Say by when the problem has to be put right.")


class FindingsOpen(DomainError):
    code = "findings_open"
    message = _("A problem found at a check is still open. Re-check it before the hand-over.")


@dataclass(frozen=True)
class Handover:
    """What is handed over to whom. `drawn` is the receiver's signature."""

    on: date
    balance: Decimal
    items: str
    received_by: str
    drawn: Signature


def balance_before(agreement: CustodyAgreement) -> Decimal:
    """What the last check found; before the first, the balance at the start."""
    last = agreement.checks.order_by("-on", "-pk").first()
    return last.actual if last else agreement.opening_balance


@transaction.atomic
def record_check(
    *, agreement: CustodyAgreement, values: dict, by: User, at: datetime
) -> CustodyCheck:
    """Write down one check; the expected balance is ours, not the clerk's. A repeat of the same
    day with the same figures returns the check there is.

    Raises MovedOn, CheckDay, TwoPeople, DifferenceUnexplained, ProblemNeedsDay.
    """
    locked = held(agreement, "township")
    if not locked.is_active:
        raise MovedOn
    last = locked.checks.order_by("-on", "-pk").first()
    if last and last.on == values["on"] and _same(last, values):
        return last
    _check_values(locked, last, values, at)
    previous = balance_before(locked)
    sums = custody.settle(previous, values["income"], values["expense"], values["actual"])
    if not sums.agrees and not values["explanation"].strip():
        raise DifferenceUnexplained(
            expected=sums.expected, actual=values["actual"], difference=sums.difference
        )
    check = CustodyCheck.objects.create(
        agreement=locked,
        previous=previous,
        expected=sums.expected,
        difference=sums.difference,
        recorded_by=by,
        recorded_at=at,
        **values,
    )
    locked.next_check_on = custody.next_check(check.on, locked.check_cycle)
    _count_findings(locked)
    record(Event(locked, CustodyEvent.CHECKED, at, check_data(check) | vouch((CHECK, check))))
    return check


def _same(check: CustodyCheck, values: dict) -> bool:
    names = ("income", "expense", "actual", "problem", "explanation")
    return all(getattr(check, name) == values[name] for name in names)


def _check_values(
    agreement: CustodyAgreement, last: CustodyCheck | None, values: dict, at: datetime
) -> None:
    day = values["on"]
    if day > localdate(at) or day < agreement.starts_on or (last and day <= last.on):
        raise CheckDay
    if values["first_checker"].strip() == values["second_checker"].strip():
        raise TwoPeople(_("Two different people check together."))
    if values["problem"].strip() and values["rectify_by"] is None:
        raise ProblemNeedsDay


def _count_findings(agreement: CustodyAgreement) -> None:
    open_ones = agreement.checks.exclude(problem="").filter(rechecked_on__isnull=True)
    agreement.open_findings = open_ones.count()
    agreement.save(update_fields=["open_findings", "next_check_on"])


@transaction.atomic
def record_recheck(
    *, check: CustodyCheck, on: date, result: str, by: User, at: datetime
) -> CustodyCheck:
    """The problem was looked at again and is closed. Raises MovedOn, CheckDay."""
    agreement = held(check.agreement, "township")
    row = held(check)
    if not row.is_open:
        raise MovedOn
    if not row.on <= on <= localdate(at):
        raise CheckDay
    row.rechecked_on, row.recheck_result, row.rechecked_by = on, result, by
    row.save(update_fields=["rechecked_on", "recheck_result", "rechecked_by"])
    _count_findings(agreement)
    data = {"check": str(row.on), "on": str(on), "by": by.pk, **vouch((RECHECK, row))}
    record(Event(agreement, CustodyEvent.RECHECKED, at, data))
    return row


@transaction.atomic
def end_agreement(
    *, agreement: CustodyAgreement, reason: str, handover: Handover, by: User, at: datetime
) -> CustodyAgreement:
    """End it: what is left is counted and taken over, the receiver signs before the clerk.

    A repeat finds it ended. Raises ReasonMissing, MovedOn, FindingsOpen, CheckDay.
    """
    reason = need_reason(reason)
    locked = held(agreement, "township")
    if locked.status == CustodyStatus.ENDED:
        return locked
    CustodyAgreement.moves.to(locked, CustodyStatus.ENDED)
    if locked.open_findings:
        raise FindingsOpen
    if not locked.starts_on <= handover.on <= localdate(at):
        raise CheckDay
    handed = CustodyHandover.objects.create(
        agreement=locked,
        on=handover.on,
        balance=handover.balance,
        items=handover.items,
        received_by=handover.received_by,
        strokes=handover.drawn.as_data(),
        path=svg_path(handover.drawn),
        witnessed_by=by,
        at=at,
    )
    locked.ended_at, locked.ended_by, locked.end_reason = at, by, reason
    locked.next_check_on = None
    locked.save()
    data = {
        "by": by.pk,
        "reason": reason,
        "balance": str(handover.balance),
        **vouch((ENDED, locked), (HANDOVER, handed)),
    }
    record(Event(locked, CustodyEvent.ENDED, at, data))
    log(locked, "custody.end_agreement", user=by, data={"reason": reason})
    return locked
