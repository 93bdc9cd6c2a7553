"""Build the demo world: real structure, fictional people."""

import time
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cms.lib.demo import PASSWORD, SEEDS, Demo


class Command(BaseCommand):
    help = "Load the demo world (demo settings only). A second run changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--at", help="the world's present, ISO format (default: the last full hour)"
        )

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("seed_demo runs under demo settings only.")
        started = time.monotonic()
        demo = Demo(
            at=self._moment(options["at"]),
            say=self._say,
            clock=timezone.now,
            password_hash=make_password(PASSWORD, salt="jiangtang-demo-2026"),
        )
        call_command("setup_site", verbosity=0)
        for seed in SEEDS:
            with transaction.atomic():
                seed(demo)
        self._say(f"demo world ready in {time.monotonic() - started:.0f} s")

    def _moment(self, text: str | None) -> datetime:
        if text:
            return timezone.make_aware(datetime.fromisoformat(text))
        # Never ahead of the clock, or what is under way would not have begun for those who look.
        return timezone.localtime().replace(minute=0, second=0, microsecond=0)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()
