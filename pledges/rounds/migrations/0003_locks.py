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
    "replaces_id",
]
CHANGED = " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in SIGNED_FIELDS)


class Migration(migrations.Migration):
    """What was published or signed stays as it was, whoever asks the database."""

    dependencies = [("rounds", "0002_initial")]

    operations = [
        append_only("rounds_signaturemark"),
        locked_when("rounds_pledgetemplateversion", "OLD.published_at IS NOT NULL"),
        locked_when("rounds_envelope", f"OLD.signed_at IS NOT NULL AND ({CHANGED})", ("update",)),
        locked_when("rounds_envelope", "OLD.signed_at IS NOT NULL", ("delete",)),
    ]
