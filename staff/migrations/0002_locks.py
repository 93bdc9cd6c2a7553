from django.db import migrations

from cms.lib.append_only import append_only


class Migration(migrations.Migration):
    """What was earned, what happened to the roster, who looked behind the mask: written once."""

    dependencies = [("staff", "0001_initial")]

    operations = [
        append_only("staff_credential"),
        append_only("staff_rosterchange"),
        append_only("staff_unmaskevent"),
    ]
