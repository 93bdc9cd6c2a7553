"""manage.py verify_evidence [FILE.pdf …] [--roots FOLDER]"""

from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evidence.adapters.outside import copies_in
from evidence.flows.checking import check_everything
from evidence.models.check_labels import STATE_MARKS, sentence_of, title_of
from evidence.queries.roots import folder_faults
from evidence.queries.verification import check_file


class Command(BaseCommand):
    help = (
        "Walk every evidence chain, stored PDF and daily root; with files, compare them with the "
        "stored ones; with --roots, compare the copies of daily roots that somebody kept (text "
        "files or letters). Ends with a non-zero exit code when something does not hold."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE.pdf")
        parser.add_argument("--roots", type=Path, metavar="FOLDER")

    def handle(self, *args, **options) -> None:
        if options["roots"]:
            faults = self._roots(options["roots"])
        else:
            faults = self._files(options["files"]) if options["files"] else self._everything()
        if faults:
            raise CommandError(f"{faults} do not hold")
        self.stdout.write("Everything holds.")

    def _roots(self, folder: Path) -> int:
        if not folder.is_dir():
            raise CommandError(f"no folder: {folder}")
        faults = list(folder_faults(folder))
        for fault in faults:
            self.stderr.write(f"{fault.code}: {fault.where}")
        self.stdout.write(f"{len(list(copies_in(folder)))} copies of roots compared")
        return len(faults)

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
