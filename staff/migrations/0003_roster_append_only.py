from django.db import migrations

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    """What happened to the roster, and who looked behind the mask: written once."""

    dependencies = [("staff", "0002_credential_append_only")]

    operations = [append_only("staff_rosterchange"), append_only("staff_unmaskevent")]
