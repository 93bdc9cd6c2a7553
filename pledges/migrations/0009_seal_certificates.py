import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cms.lib.append_only import append_only, lift, locked_when

FIXED = [
    "role",
    "der",
    "subject",
    "issuer",
    "serial",
    "fingerprint",
    "is_demo",
    "valid_from",
    "valid_to",
    "active_from",
]
ENDED = ["active_until", "ended_by_id", "end_reason"]
REVOKED = ["revoked_at", "revoked_by_id", "revoke_reason"]
DOCUMENTS = append_only("pledges_sealeddocument")
CUSTODY = append_only("pledges_custodydocument")


def changed(fields: list[str]) -> str:
    return " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in fields)


class Migration(migrations.Migration):
    """The seal's certificates and lists as history; which certificate sealed which file."""

    dependencies = [
        ("pledges", "0008_rounds_follow_the_roster"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lift(DOCUMENTS),
        lift(CUSTODY),
        migrations.CreateModel(
            name="SealRevocationList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=300, verbose_name="issuer")),
                ("der", models.BinaryField()),
                (
                    "fingerprint",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="fingerprint (SHA-256)"
                    ),
                ),
                ("this_update", models.DateTimeField(verbose_name="made")),
                ("next_update", models.DateTimeField(null=True, verbose_name="next")),
                ("revoked", models.PositiveIntegerField(verbose_name="revoked certificates")),
                ("noted_at", models.DateTimeField(verbose_name="noted")),
            ],
            options={
                "verbose_name": "revocation list",
                "verbose_name_plural": "revocation lists",
                "ordering": ["-this_update", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="sealeddocument",
            name="evidence",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="sealeddocument",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "no digital signature"),
                    ("B-B", "digital signature of the system"),
                    ("B-T", "digital signature with a time stamp"),
                    ("B-LTA", "digital signature for the long term"),
                ],
                default="",
                max_length=5,
            ),
        ),
        migrations.CreateModel(
            name="SealCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("seal", "seals"),
                            ("intermediate", "intermediate"),
                            ("root", "root"),
                            ("tsa", "time authority"),
                        ],
                        max_length=12,
                        verbose_name="what it is for",
                    ),
                ),
                ("der", models.BinaryField()),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("issuer", models.CharField(max_length=300, verbose_name="issuer")),
                ("serial", models.CharField(max_length=50, verbose_name="serial number")),
                (
                    "fingerprint",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="fingerprint (SHA-256)"
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo")),
                ("valid_from", models.DateTimeField(verbose_name="valid from")),
                ("valid_to", models.DateTimeField(verbose_name="valid until")),
                ("active_from", models.DateTimeField(verbose_name="in use from")),
                (
                    "active_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="in use until"),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="reason for the change"
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "revoke_reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="reason for the revocation"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate of the seal",
                "verbose_name_plural": "certificates of the seal",
                "ordering": ["-active_from", "pk"],
            },
        ),
        migrations.AddField(
            model_name="custodydocument",
            name="certificate",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="custody_documents",
                to="pledges.sealcertificate",
            ),
        ),
        migrations.AddField(
            model_name="sealeddocument",
            name="certificate",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="pledges.sealcertificate",
            ),
        ),
        DOCUMENTS,
        CUSTODY,
        append_only("pledges_sealrevocationlist"),
        locked_when(
            "pledges_sealcertificate",
            f"{changed(FIXED)} OR (OLD.active_until IS NOT NULL AND ({changed(ENDED)}))"
            f" OR (OLD.revoked_at IS NOT NULL AND ({changed(REVOKED)}))",
            ("update",),
        ),
        locked_when("pledges_sealcertificate", "OLD.id IS NOT NULL", ("delete",)),
    ]
