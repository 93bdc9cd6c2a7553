import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cms.lib.append_only import append_only, lift, locked_when
from pledges.engine.ceremony import EnvelopeStatus

EVIDENCE = append_only("pledges_evidenceentry")
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
OLD_CHANGED = " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in SIGNED_FIELDS[:-1])
SIGNED = "OLD.signed_at IS NOT NULL"
UPDATE = locked_when("pledges_envelope", f"{SIGNED} AND ({CHANGED})", ("update",))
OLD_UPDATE = locked_when("pledges_envelope", f"{SIGNED} AND ({OLD_CHANGED})", ("update",))
DELETE = locked_when("pledges_envelope", SIGNED, ("delete",))
STATUSES = [
    ("open", "not read yet"),
    ("viewed", "read, not signed"),
    ("signed", "signed"),
    ("sealed", "signed"),
    ("expired", "not signed in time"),
    ("declined", "declined"),
    ("exempt", "exempt"),
    ("superseded", "replaced by a later signature"),
    ("revoked", "revoked"),
]


class Migration(migrations.Migration):
    """Evidence for any subject; envelopes that were declined, exempted, replaced or revoked."""

    dependencies = [
        ("pledges", "0002_locks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lift(EVIDENCE),
        lift(OLD_UPDATE),
        lift(DELETE),
        migrations.AddField(
            "evidenceentry",
            "subject",
            models.CharField(max_length=60, default=""),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE pledges_evidenceentry SET subject = (SELECT code FROM pledges_envelope "
            "WHERE pledges_envelope.id = pledges_evidenceentry.envelope_id)",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint("evidenceentry", "evidence_seq_once"),
        migrations.AlterModelOptions(
            "evidenceentry",
            {
                "ordering": ["subject", "seq"],
                "verbose_name": "evidence entry",
                "verbose_name_plural": "evidence entries",
            },
        ),
        migrations.AlterField(
            "evidenceentry",
            "envelope",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="pledges.envelope",
            ),
        ),
        migrations.AlterField("evidenceentry", "kind", models.CharField(max_length=24)),
        migrations.AddConstraint(
            "evidenceentry",
            models.UniqueConstraint(fields=["subject", "seq"], name="evidence_seq_once"),
        ),
        migrations.RemoveConstraint("envelope", "envelope_once_per_round"),
        migrations.RemoveConstraint("envelope", "envelope_signed_has_time"),
        migrations.RemoveConstraint("envelope", "envelope_read_has_digest"),
        migrations.AlterField(
            "envelope",
            "status",
            models.CharField(
                choices=STATUSES,
                default=EnvelopeStatus["OPEN"],
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            "envelope", "ended_at", models.DateTimeField(null=True, verbose_name="ended")
        ),
        migrations.AddField(
            "envelope",
            "ended_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "envelope",
            "ended_reason",
            models.CharField(blank=True, default="", max_length=200, verbose_name="reason"),
            preserve_default=False,
        ),
        migrations.AddField(
            "envelope",
            "replaces",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="pledges.envelope",
            ),
        ),
        migrations.AddConstraint(
            "envelope",
            models.UniqueConstraint(
                condition=models.Q(("status__in", ["superseded", "revoked"]), _negated=True),
                fields=("round", "member"),
                name="envelope_once_per_round",
            ),
        ),
        migrations.AddConstraint(
            "envelope",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("signed_at__isnull", False),
                        ("status__in", ["signed", "sealed", "superseded", "revoked"]),
                    ),
                    models.Q(
                        ("signed_at__isnull", True),
                        ("status__in", ["open", "viewed", "expired", "declined", "exempt"]),
                    ),
                    _connector="OR",
                ),
                name="envelope_signed_has_time",
            ),
        ),
        migrations.AddConstraint(
            "envelope",
            models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["open", "expired", "declined", "exempt"]),
                    models.Q(("digest", ""), _negated=True),
                    _connector="OR",
                ),
                name="envelope_read_has_digest",
            ),
        ),
        EVIDENCE,
        UPDATE,
        DELETE,
    ]
