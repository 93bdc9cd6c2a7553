"""Completions and answers are never changed, whoever asks."""

from django.db import migrations

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [append_only("courses_learningrecord"), append_only("courses_checkanswer")]
