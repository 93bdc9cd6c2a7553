from django.db import migrations

from cms.lib.append_only import append_only, locked_when

# What a signature covers. After signing an envelope may only move on towards its PDF.
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
]
CHANGED = " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in SIGNED_FIELDS)


class Migration(migrations.Migration):
    """What was published, signed or recorded stays as it was, whoever asks the database."""

    dependencies = [("pledges", "0001_initial")]

    operations = [
        append_only("pledges_evidenceentry"),
        append_only("pledges_sealeddocument"),
        append_only("pledges_signaturemark"),
        locked_when("pledges_pledgetemplateversion", "OLD.published_at IS NOT NULL"),
        locked_when("pledges_envelope", f"OLD.signed_at IS NOT NULL AND ({CHANGED})", ("update",)),
        locked_when("pledges_envelope", "OLD.signed_at IS NOT NULL", ("delete",)),
    ]
