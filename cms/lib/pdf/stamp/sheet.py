"""What goes onto a prepared page: texts and drawings by slot, facts about the file, attachments."""

from dataclasses import dataclass, field
from datetime import datetime

from cms.lib.pdf.stamp.paths import Drawing


@dataclass(frozen=True)
class PdfAttachment:
    """A file inside the PDF, marked as data that belongs to the document (PDF/A-3)."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True)
class Facts:
    """What the file says about itself. `moment` is aware: the file is as old as its content."""

    title: str
    author: str
    moment: datetime


@dataclass(frozen=True)
class Sheet:
    """The words and drawings of one document, by the number of their slot."""

    facts: Facts
    texts: dict[int, str] = field(default_factory=dict)
    drawings: dict[int, Drawing] = field(default_factory=dict)
    attachments: tuple[PdfAttachment, ...] = ()
