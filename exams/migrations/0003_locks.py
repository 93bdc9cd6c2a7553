from django.db import migrations

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    """Answers, receipts, frozen papers, printed forms and score changes: written once."""

    dependencies = [("exams", "0002_initial")]

    operations = [
        append_only("exams_answerevent"),
        append_only("exams_attemptevent"),
        append_only("exams_submission"),
        append_only("exams_papersection"),
        append_only("exams_paperitem"),
        append_only("exams_scorechange"),
        append_only("exams_release"),
        append_only("exams_lateevent"),
        append_only("exams_latedecision"),
        append_only("exams_allowance"),
        append_only("exams_printedform"),
        append_only("exams_sheetentry"),
    ]
