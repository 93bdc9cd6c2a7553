"""Texts with placeholders, filled once."""

import re

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class BadText(ValueError):
    """A text that cannot become a pledge: `reason` is a code, `detail` the offending words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}")
