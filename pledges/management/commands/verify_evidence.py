"""manage.py verify_evidence [FILE.pdf …]"""

from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from pledges.adapters import vault
from pledges.flows.verification import check_file
from pledges.queries import broken_chains, sealed_documents


class Command(BaseCommand):
    help = (
        "Walk every evidence chain and re-read every stored PDF; with files, compare them with "
        "the stored ones. Ends with a non-zero exit code when something does not hold."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE.pdf")

    def handle(self, *args, **options) -> None:
        faults = self._files(options["files"]) if options["files"] else self._everything()
        if faults:
            raise CommandError(f"{faults} do not hold")
        self.stdout.write("Everything holds.")

    def _everything(self) -> int:
        faults, documents = 0, 0
        for fault in broken_chains():
            faults += 1
            self.stderr.write(f"{fault.code}: evidence entry {fault.seq} does not follow")
        for sealed in sealed_documents().iterator():
            documents += 1
            try:
                vault.read(sealed.path, sealed.sha256)
            except vault.SealBroken:
                faults += 1
                self.stderr.write(f"{sealed.envelope.code}: stored file {sealed.path} is damaged")
        self.stdout.write(f"{documents} stored files read")
        return faults

    def _files(self, paths: list[Path]) -> int:
        faults = 0
        for path in paths:
            with path.open("rb") as file:
                verdict = check_file(file=File(file))
            code = verdict.document.envelope.code if verdict.document else "-"
            self.stdout.write(f"{path}: {verdict.answer} {code} {verdict.sha256}")
            faults += not verdict.holds
        return faults
