"""manage.py verify_evidence [FILE.pdf …]"""

from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evidence.flows.checking import check_everything
from evidence.models.check_labels import STATE_MARKS, sentence_of, title_of
from evidence.queries.verification import check_file


class Command(BaseCommand):
    help = (
        "Walk every evidence chain, stored PDF and daily root; with files, compare them with the "
        "stored ones. Ends with a non-zero exit code when something does not hold."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE.pdf")

    def handle(self, *args, **options) -> None:
        faults = self._files(options["files"]) if options["files"] else self._everything()
        if faults:
            raise CommandError(f"{faults} do not hold")
        self.stdout.write("Everything holds.")

    def _everything(self) -> int:
        check = check_everything(at=timezone.now())
        for fault in check.faults:
            self.stderr.write(f"{fault['code']}: {fault['where']}")
        self.stdout.write(
            f"{check.entries} entries, {check.documents} stored files, {check.roots} daily roots"
        )
        return len(check.faults)

    def _files(self, paths: list[Path]) -> int:
        faults = 0
        for path in paths:
            with path.open("rb") as file:
                verdict = check_file(file=File(file), at=timezone.now())
            code = verdict.subject.code if verdict.subject else "-"
            self.stdout.write(f"{path}: {verdict.finding} {code} {verdict.sha256}")
            for check in verdict.checks:
                mark, title = STATE_MARKS[check.state], title_of(check)
                self.stdout.write(f"  {mark} {title}: {sentence_of(check)}")
            faults += not verdict.holds
        return faults
