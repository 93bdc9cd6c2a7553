"""The root of every refusal that a person may read, and the refusals that all apps share."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 200


class DomainError(Exception):
    """A rule said no. `code` is for tests and machines, `message` (lazy) is for people.

    Subclasses stand beside the flow that raises them. Views turn them into a form error;
    anything that is not a DomainError is a fault of ours and ends as a logged 500.
    """

    code = "refused"
    message: str | Promise = _("This is not possible now.")

    def __init__(self, message: str | Promise | None = None, **params: object) -> None:
        self.params = params
        text = message or self.message
        self.message = text % params if params else text
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Say why.")


class MovedOn(DomainError):
    """The page was older than the row: somebody else was faster, or the same person twice."""

    code = "moved_on"
    message = _("It is in another state by now. Reload the page.")


class TwoPeople(DomainError):
    """One person did, or is named for, what needs two. The message says which two."""

    code = "two_people"
    message = _("This takes two different people.")


class OwnRecord(DomainError):
    """Somebody with reach over others is about to use it on themself."""

    code = "own_record"
    message = _("Nobody decides about themself. Ask a colleague who has the same right.")


def not_own_record(by: Any, *holders: int | None) -> None:
    """Nobody acts on the own record. `holders`: keys of the accounts that it is about.

    Raises OwnRecord.
    """
    if by is not None and by.pk in holders:
        raise OwnRecord


def need_reason(text: str) -> str:
    """The reason as it is kept: stripped, at most 200 characters. Raises ReasonMissing."""
    reason = text.strip()
    if not reason:
        raise ReasonMissing
    return reason[:REASON_LENGTH]
