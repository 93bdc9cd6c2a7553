"""Re-encrypt personal data with the first key of JIANGTANG_FIELD_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from cms.lib.crypto import InvalidToken
from staff.flows.keys import Rotated, rotate_keys


class Command(BaseCommand):
    help = (
        "Encrypt ID numbers and phones anew with the first of JIANGTANG_FIELD_KEYS and renew "
        "their look-up hashes. Put the new key first, keep the old one behind it, run this, then "
        "take the old one away. May be interrupted and run again."
    )

    def handle(self, *args, **options) -> None:
        try:
            rotate_keys(tell=self._tell)
        except InvalidToken as fault:
            raise CommandError(
                "A value opens with none of JIANGTANG_FIELD_KEYS. Add the key it was written "
                "with, then run this again; what was done so far stays."
            ) from fault

    def _tell(self, done: Rotated) -> None:
        self.stdout.write(f"{done.name}: {done.changed} of {done.seen} renewed")
