import django.db.models.deletion
from django.db import migrations, models

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    """Tokens of time authorities, and the files that wait for one."""

    dependencies = [
        ("pledges", "0009_seal_certificates"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentTimestamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("inside", "inside the signature"),
                            ("beside", "beside the file"),
                            ("renewal", "renewal"),
                        ],
                        max_length=8,
                        verbose_name="where it stands",
                    ),
                ),
                ("token", models.BinaryField()),
                ("imprint", models.CharField(max_length=64)),
                ("authority", models.CharField(max_length=300, verbose_name="authority")),
                ("is_independent", models.BooleanField(verbose_name="independent")),
                ("stamped_at", models.DateTimeField(verbose_name="time")),
                (
                    "valid_to",
                    models.DateTimeField(verbose_name="authority's certificate valid until"),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "custody",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timestamps",
                        to="pledges.custodydocument",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timestamps",
                        to="pledges.sealeddocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "time stamp",
                "verbose_name_plural": "time stamps",
                "ordering": ["document", "custody", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("custody__isnull", True), ("document__isnull", False)),
                            models.Q(("custody__isnull", False), ("document__isnull", True)),
                            _connector="OR",
                        ),
                        name="timestamp_one_file",
                    ),
                    models.UniqueConstraint(fields=("document", "number"), name="timestamp_number"),
                    models.UniqueConstraint(
                        fields=("custody", "number"), name="timestamp_custody_number"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimestampWait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="waiting since")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("next_at", models.DateTimeField(db_index=True, verbose_name="next try")),
                ("problem", models.CharField(blank=True, max_length=200, verbose_name="problem")),
                (
                    "custody",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timestamp_wait",
                        to="pledges.custodydocument",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timestamp_wait",
                        to="pledges.sealeddocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "missing time stamp",
                "verbose_name_plural": "missing time stamps",
                "ordering": ["since", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("custody__isnull", True), ("document__isnull", False)),
                            models.Q(("custody__isnull", False), ("document__isnull", True)),
                            _connector="OR",
                        ),
                        name="timestampwait_one_file",
                    )
                ],
            },
        ),
        append_only("pledges_documenttimestamp"),
    ]
