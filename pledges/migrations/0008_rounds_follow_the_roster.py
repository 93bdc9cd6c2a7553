import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cms.lib.append_only import lift, locked_when

SIGNED_FIELDS = [
    "round_id",
    "member_id",
    "code",
    "number",
    "text",
    "digest",
    "member_name",
    "organisation_name",
    "post_name",
    "viewed_at",
    "signed_at",
    "replaces_id",
]
CHANGED = " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in SIGNED_FIELDS)
SIGNED = "OLD.signed_at IS NOT NULL"
UPDATE = locked_when("pledges_envelope", f"{SIGNED} AND ({CHANGED})", ("update",))
DELETE = locked_when("pledges_envelope", SIGNED, ("delete",))
PUBLISHED = locked_when("pledges_pledgetemplateversion", "OLD.published_at IS NOT NULL")
GONE = models.Q(("status__in", ["superseded", "revoked", "expired"]), _negated=True)


class Migration(migrations.Migration):
    """Reminders; what a new version means; a signature and its successor side by side."""

    dependencies = [
        ("pledges", "0007_electronic_consent"),
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lift(UPDATE),
        lift(DELETE),
        lift(PUBLISHED),
        migrations.RemoveConstraint("envelope", "envelope_once_per_round"),
        migrations.AddField(
            "pledgetemplate",
            "again_on_post",
            models.BooleanField(default=True, verbose_name="sign again after a change of post"),
        ),
        migrations.AddField(
            "pledgetemplate",
            "again_on_unit",
            models.BooleanField(default=False, verbose_name="sign again after a change of unit"),
        ),
        migrations.AddField(
            "pledgetemplate",
            "posts",
            models.ManyToManyField(
                blank=True,
                help_text="None chosen: everybody in the unit.",
                related_name="+",
                to="staff.post",
                verbose_name="posts that sign",
            ),
        ),
        migrations.AddField(
            "pledgetemplateversion",
            "change",
            models.CharField(
                blank=True,
                choices=[
                    ("editorial", "editorial: signatures stay valid"),
                    ("material", "material: has to be signed again"),
                ],
                default="",
                editable=False,
                max_length=10,
                verbose_name="kind of change",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "pledgetemplateversion",
            "change_note",
            models.CharField(
                blank=True,
                default="",
                editable=False,
                max_length=200,
                verbose_name="what changed",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "envelope",
            models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True), GONE),
                fields=("round", "member"),
                name="envelope_once_per_round",
            ),
        ),
        migrations.AddConstraint(
            "envelope",
            models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", False), GONE),
                fields=("round", "member", "replaces"),
                name="envelope_replaces_once",
            ),
        ),
        migrations.CreateModel(
            "Reminder",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rung", models.CharField(max_length=20, verbose_name="reminder")),
                ("channel", models.CharField(max_length=12, verbose_name="channel")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("queued", "waiting to be sent"),
                            ("sending", "handed over, no answer yet"),
                            ("sent", "sent"),
                            ("no_address", "no address on file"),
                            ("failed", "failed"),
                            ("dropped", "not sent: no longer due"),
                        ],
                        default="queued",
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="reminded")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "envelope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="pledges.envelope",
                    ),
                ),
            ],
            {
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["-made_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "queued")),
                        fields=["made_at"],
                        name="reminder_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("envelope", "rung", "channel"), name="reminder_once_per_rung"
                    )
                ],
            },
        ),
        UPDATE,
        DELETE,
        PUBLISHED,
    ]
