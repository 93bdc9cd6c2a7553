from django.db import migrations

from cms.lib.append_only import locked_when

# What is said of whom and when it was asked for never changes, and an outcome is the last word.
ENDED = "OLD.outcome NOT IN ('queued', 'sending')"
FIELDS = ["subject", "member_id", "rung", "channel", "made_at", "by_id"]
CHANGED = " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in FIELDS)


class Migration(migrations.Migration):
    """What became of a reminder stays as it was, whoever asks the database."""

    dependencies = [("reminders", "0002_initial")]

    operations = [
        locked_when("reminders_reminder", f"{ENDED} OR {CHANGED}", ("update",)),
        locked_when("reminders_reminder", "OLD.id IS NOT NULL", ("delete",)),
    ]
