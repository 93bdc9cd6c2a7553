"""manage.py export_round ROUND --zip OUT"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pledges.flows.exports import write_round_zip
from pledges.models.envelope import Envelope, SigningRound


class Command(BaseCommand):
    help = "Write every sealed PDF of a signing round, its register and digests into a ZIP."

    def add_arguments(self, parser) -> None:
        parser.add_argument("round", type=int, help="number of the round, as in /desk/pledges/3/")
        parser.add_argument("--zip", required=True, type=Path, dest="target", metavar="OUT")

    def handle(self, *args, **options) -> None:
        found = SigningRound.objects.select_related("version", "organisation")
        round_ = found.filter(pk=options["round"]).first()
        if round_ is None:
            raise CommandError(f"There is no signing round {options['round']}.")
        partial = options["target"].with_name(options["target"].name + ".part")
        with partial.open("wb") as target:
            count = write_round_zip(
                round_=round_,
                envelopes=Envelope.objects.filter(round=round_),
                target=target,
                by=None,
                at=timezone.now(),
            )
        partial.replace(options["target"])
        self.stdout.write(f"{options['target']}: {count} PDF files")
