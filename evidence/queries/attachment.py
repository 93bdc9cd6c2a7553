"""Evidence as a file inside a PDF."""

import json
from datetime import UTC, datetime

from cms.lib.pdf.rendering import PdfAttachment

NAME = "evidence.json"


DESCRIPTION = "签署证据"


FORMAT = "jiangtang-evidence/1"


def as_attachment(data: dict) -> PdfAttachment:
    """Evidence as the file that is put inside a PDF: equal data, equal bytes."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    return PdfAttachment(NAME, f"{text}\n".encode(), DESCRIPTION)


def utc(moment: datetime | None) -> str:
    """ISO 8601 in UTC, to the second; "" for none."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""
