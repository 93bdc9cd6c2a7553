"""One change of one file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change of one file: the bytes from `start` to `end` become `new`."""

    file: str
    line: int
    where: str  # the function or class it stands in, or "module"
    operator: str
    old: str
    new: str
    start: int
    end: int
    inside: bool  # a function's body: seen when the function is called, not when it is imported
    lines: tuple[int, int]  # the statement (its head, when it has a body)

    @property
    def key(self) -> str:
        """Names the mutant whatever line it stands in."""
        return f"{self.where} {self.operator}: {self.old} → {self.new}"

    def applied(self, source: bytes) -> bytes:
        """The file with this change in it, as many lines as before."""
        gone = source[self.start : self.end]
        new = self.new.encode()
        if not self.operator.startswith("drop-decorator") and self._is_expression:
            new = b"(" + new + b"\n" * gone.count(b"\n") + b")"
        else:
            new += b"\n" * gone.count(b"\n")
        return source[: self.start] + new + source[self.end :]

    @property
    def _is_expression(self) -> bool:
        return self.new not in {"pass", "break", "continue", ""} and not self.operator.startswith(
            ("return-", "aug")
        )
