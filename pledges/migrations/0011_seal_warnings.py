import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Warnings that a certificate runs out, each sent once."""

    dependencies = [
        ("pledges", "0010_document_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="days left")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="pledges.sealcertificate",
                    ),
                ),
            ],
            options={
                "verbose_name": "warning about a certificate",
                "verbose_name_plural": "warnings about certificates",
                "constraints": [
                    models.UniqueConstraint(fields=("certificate", "days"), name="sealwarning_once")
                ],
            },
        ),
    ]
