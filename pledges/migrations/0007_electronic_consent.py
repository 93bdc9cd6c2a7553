import django.db.models.deletion
from django.db import migrations, models

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    """The agreement on electronic signatures, signed once per member and wording."""

    dependencies = [("pledges", "0006_custody_locks"), ("staff", "0001_initial")]

    operations = [
        migrations.CreateModel(
            "ElectronicConsent",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "member_name",
                    models.CharField(max_length=50, verbose_name="name of the signer"),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version of the text")),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the text")),
                (
                    "method",
                    models.CharField(max_length=20, verbose_name="identity confirmed by"),
                ),
                ("at", models.DateTimeField(verbose_name="time of signing")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="staff.member",
                    ),
                ),
            ],
            {
                "verbose_name": "agreement on electronic signatures",
                "verbose_name_plural": "agreements on electronic signatures",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "digest"), name="consent_once_per_text"
                    )
                ],
            },
        ),
        append_only("pledges_electronicconsent"),
    ]
