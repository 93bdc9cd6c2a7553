"""The worked tables of docs/reminders.md, by the heading they stand under."""

from pathlib import Path

TEXT = (Path(__file__).parents[2] / "docs" / "reminders.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table below `heading`, without its head."""
    part = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
