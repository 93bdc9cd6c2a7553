from django.db import migrations

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    """What people did in the editor's half stays in its log, whoever asks the database."""

    dependencies = [
        ("cms", "0004_counts"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        append_only("wagtailcore_modellogentry"),
        append_only("wagtailcore_pagelogentry"),
    ]
