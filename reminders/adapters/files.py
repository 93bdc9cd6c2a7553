"""For demonstrations: what would have been sent, one JSON line each, numbers masked."""

import json
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from reminders.engine.outcome import Answer, Message
from staff.engine.identity import mask_mobile


class FileGateway:
    """Writes outbox/sms.jsonl below PRIVATE_ROOT; outside a demo it refuses to be a gateway."""

    def fault(self) -> str:
        return "" if settings.DEMO else _("Files are for demonstrations; nobody would be reached.")

    def send(self, message: Message) -> Answer:
        target = Path(settings.PRIVATE_ROOT) / "outbox" / "sms.jsonl"
        target.parent.mkdir(parents=True, exist_ok=True)
        reference = f"demo-{secrets.token_hex(6)}"
        line = {
            "mobile": mask_mobile(message.address),
            "text": message.text,
            "reference": reference,
        }
        with target.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return Answer.sent(reference)
