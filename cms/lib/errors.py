"""The root of every refusal that a person may read."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
