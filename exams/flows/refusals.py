"""Why an attempt cannot begin, or the exam page's request was not carried out."""

from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError


class StartRefused(DomainError):
    """Why an attempt cannot begin."""


class AttemptRefused(DomainError):
    """Why the exam page's request was not carried out; `details` go to the page."""

    def __init__(self, **details: object) -> None:
        super().__init__()
        self.details = details


class NotRegistered(StartRefused):
    code = "not_registered"
    message = _("You are not registered for this sitting.")


class SittingNotOpen(StartRefused):
    code = "sitting_not_open"
    message = _("This sitting is not open now.")


class NoAttemptLeft(StartRefused):
    code = "no_attempt_left"
    message = _("You have already handed in this exam.")


class AttemptUnknown(AttemptRefused):
    code = "attempt_unknown"
    message = _("This attempt does not exist.")


class AttemptOver(AttemptRefused):
    code = "attempt_over"
    message = _("This attempt is over: it was handed in or its time has run out.")


class BudgetSpent(AttemptRefused):
    """More than an exam can hold: answers or page loads. Details: `spent`, which of them."""

    code = "budget_spent"
    message = _("This attempt has sent more than the server takes.")


class LastTooFar(AttemptRefused):
    """`last` lies further above what is held than any page can be ahead. Details: `held`."""

    code = "last_too_far"
    message = _("The server holds far fewer answers than this page says.")


class LeaseHeld(AttemptRefused):
    """Another page writes in this attempt; this one may take over. Details: `deadline`."""

    code = "lease_held"
    message = _("This exam is open on another page.")


class LeaseLost(AttemptRefused):
    """This page wrote once, and another one has taken over."""

    code = "lease_lost"
    message = _("This exam goes on on another page.")


class SequenceConflict(AttemptRefused):
    """Same key, other payload: never acknowledged. Details: `sequences`, and the `last` held."""

    code = "sequence_conflict"
    message = _("The server holds other answers under these numbers.")


class EventsMissing(AttemptRefused):
    """The server lacks `sequences`, the first of them; the page sends them and submits again."""

    code = "events_missing"
    message = _("Some answers have not reached the server yet.")
