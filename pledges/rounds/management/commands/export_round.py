"""manage.py export_round ROUND --zip OUT --binder OUT"""

from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pledges.rounds.flows.binders import bind_round
from pledges.rounds.flows.parcels import pack_round
from pledges.rounds.models.envelope import Envelope, SigningRound


class Command(BaseCommand):
    help = (
        "Write every sealed PDF of a signing round, its register and digests into a ZIP; "
        "or all of them, one after the other, into one PDF for reading."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("round", type=int, help="number of the round, as in /desk/pledges/3/")
        parser.add_argument("--zip", type=Path, metavar="OUT")
        parser.add_argument("--binder", type=Path, metavar="OUT")

    def handle(self, *args, **options) -> None:
        found = SigningRound.objects.select_related("version", "organisation")
        round_ = found.filter(pk=options["round"]).first()
        if round_ is None:
            raise CommandError(f"There is no signing round {options['round']}.")
        if not options["zip"] and not options["binder"]:
            raise CommandError("Name a file: --zip OUT or --binder OUT.")
        asked = {
            "round_": round_,
            "envelopes": Envelope.objects.all(),
            "by": None,
            "at": timezone.now(),
        }
        if options["zip"]:
            count = _written(options["zip"], lambda target: _zip(target, asked))
            self.stdout.write(f"{options['zip']}: {count} PDF files")
        if options["binder"]:
            count = _written(options["binder"], lambda file: bind_round(target=file, **asked))
            self.stdout.write(f"{options['binder']}: {count} pages")


def _zip(target: IO[bytes], asked: dict) -> int:
    parcel = pack_round(**asked)
    for piece in parcel:
        target.write(piece)
    return parcel.files


def _written(path: Path, write: Callable[[IO[bytes]], int]) -> int:
    """What `write` says, once the whole file has its name."""
    partial = path.with_name(path.name + ".part")
    with partial.open("wb") as target:
        told = write(target)
    partial.replace(path)
    return told
