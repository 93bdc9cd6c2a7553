from django.db import migrations

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    """Completions and answers are never changed, whoever asks."""

    dependencies = [("learning", "0002_initial")]

    operations = [
        append_only("learning_learningrecord"),
        append_only("learning_checkanswer"),
    ]
