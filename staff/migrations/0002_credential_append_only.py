from django.db import migrations

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    """Credentials are facts: written once, never changed."""

    dependencies = [("staff", "0001_initial")]

    operations = [append_only("staff_credential")]
