from django.db import migrations, models


class Migration(migrations.Migration):
    """Which kinds of staff sign a pledge, and that somebody who comes back signs again."""

    dependencies = [("pledges", "0015_kinship_words")]

    operations = [
        migrations.AddField(
            "pledgetemplate",
            "categories",
            models.JSONField(
                blank=True,
                default=list,
                help_text="None chosen: all kinds of staff.",
                verbose_name="kinds of staff that sign",
            ),
        ),
        migrations.AddField(
            "pledgetemplate",
            "again_on_return",
            models.BooleanField(default=True, verbose_name="sign again after leaving and returning"),
        ),
    ]
