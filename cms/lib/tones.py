"""How a state is shown: a tone chooses icon and colour, a word always stands beside them.

Whatever pages show as a state carries `wording` and `tone`; `{% status row %}` draws both. They
stand beside the enum's labels, in the models, so that no template compares strings.
"""

from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise

StrPromise = str | Promise


class Tone(StrEnum):
    OK = "ok"  # as it should be
    WAIT = "wait"  # somebody or something is at work
    WARN = "warn"  # needs looking at
    BAD = "bad"  # late, refused or wrong
    INFO = "info"  # neither good nor bad


class Shown(Protocol):
    """What `{% status %}` draws."""

    @property
    def wording(self) -> StrPromise: ...

    @property
    def tone(self) -> Tone: ...
