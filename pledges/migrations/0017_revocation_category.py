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
CATEGORIES = [
    ("mistake", "a mistake in the document"),
    ("not_signer", "not signed by the person, or against their will"),
    ("left_post", "the person is no longer in this post"),
    ("system", "a fault of the certificate or the system"),
    ("other", "another reason"),
]


class Migration(migrations.Migration):
    """What the public is told of why a pledge was revoked. Earlier revocations have none."""

    dependencies = [("pledges", "0016_who_signs_and_again")]

    operations = [
        lift(UPDATE),
        lift(DELETE),
        migrations.AddField(
            "envelope",
            "revoked_category",
            models.CharField(
                blank=True,
                choices=CATEGORIES,
                default="",
                max_length=12,
                verbose_name="category of the reason",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "envelope",
            models.CheckConstraint(
                condition=models.Q(
                    ("revoked_category", ""),
                    models.Q(
                        ("revoked_category__in", [code for code, _label in CATEGORIES]),
                        ("status", "revoked"),
                    ),
                    _connector="OR",
                ),
                name="envelope_revoked_category",
            ),
        ),
        UPDATE,
        DELETE,
    ]
