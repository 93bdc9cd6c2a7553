"""Import a roster from the command line: a dry run unless --apply is given."""

from datetime import date
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from cms.lib.errors import DomainError
from cms.lib.tables.uploads import check_upload
from staff.flows.roster import Leaving, apply_roster, discard_roster, preview_roster
from staff.forms.roster import KINDS
from staff.models.roster import RosterImport, RosterLine
from staff.models.roster_labels import FIELD_LABELS, explain
from staff.models.user import User


class Command(BaseCommand):
    help = (
        "Read a roster (.xlsx or .csv) and say what it would do; --apply does it. --by names an "
        "accounts administrator: only rows of their organisations are accepted."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", default="admin", help="username of the administrator")
        parser.add_argument("--apply", action="store_true", help="write it (default: dry run)")
        parser.add_argument("--leavers-date", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--leavers-reason", default="")

    def handle(self, *args, **options) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"no account is called {options['by']}")
        with translation.override("zh-hans"):
            try:
                self._run(by, options)
            except DomainError as refusal:
                raise CommandError(str(refusal)) from refusal

    def _run(self, by: User, options: dict) -> None:
        try:
            with options["file"].open("rb") as stored:
                upload = check_upload(File(stored), kinds=KINDS)
        except OSError as fault:
            raise CommandError(f"{options['file']}: {fault.strerror}") from fault
        found = preview_roster(upload=upload, by=by, at=timezone.now())
        self._report(found)
        if not options["apply"]:
            discard_roster(roster_import=found, by=by)
            self.stdout.write("dry run: nothing was written")
            return
        when = options["leavers_date"]
        leaving = Leaving(when, options["leavers_reason"]) if when else None
        try:
            apply_roster(roster_import=found, by=by, at=timezone.now(), leaving=leaving)
        except DomainError:
            discard_roster(roster_import=found, by=by)
            raise
        self.stdout.write(self.style.SUCCESS("applied"))

    def _report(self, found: RosterImport) -> None:
        for name, count in found.counts.items():
            self.stdout.write(f"{name}: {count}")
        for line in found.lines.filter(part=RosterLine.Part.ERRORS):
            problem, remedy = explain(line.detail["code"], line.detail["params"])
            column = line.detail["title"] or FIELD_LABELS.get(line.detail["field"], "")
            place = f"{line.sheet} {line.row} {line.detail['letter']} {column}".strip()
            self.stdout.write(self.style.ERROR(f"{place}: {problem} {remedy}"))
