from django.db import migrations, models

from cms.lib.append_only import append_only, lift


class Migration(migrations.Migration):
    """Copies keep the value that was sent, checks the newest root that they saw."""

    dependencies = [("evidence", "0003_locks")]

    operations = [
        lift(append_only("evidence_rootcopy")),
        lift(append_only("evidence_evidencecheck")),
        migrations.AlterField(
            model_name="rootcopy",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "e-mail"),
                    ("file", "file"),
                    ("printed", "printed"),
                    ("stamp", "time stamp of an authority"),
                ],
                max_length=8,
                verbose_name="way",
            ),
        ),
        migrations.AddField(
            model_name="rootcopy",
            name="digest",
            field=models.CharField(default="", max_length=64, verbose_name="digest that was sent"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rootcopy",
            name="token",
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name="evidencecheck",
            name="newest_day",
            field=models.DateField(null=True, verbose_name="newest root"),
        ),
        migrations.AddField(
            model_name="evidencecheck",
            name="newest_digest",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        append_only("evidence_rootcopy"),
        append_only("evidence_evidencecheck"),
    ]
