import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from cms.lib.append_only import append_only, lift, locked_when

SIGNATURES = append_only("custody_custodysignature")
CHANGED = "OLD.accepted IS NOT NULL OR " + " OR ".join(
    f"OLD.{field} DISTINCT NEW.{field}"
    for field in ("agreement_id", "path", "sha256", "{0}", "entered_by_id", "entered_at")
)
BEFORE = locked_when("custody_paperscan", CHANGED.format("signed_on"), ("update",))
AFTER = locked_when(
    "custody_paperscan",
    CHANGED.format("size").replace("OR OLD.size", "OR OLD.kind DISTINCT NEW.kind OR OLD.size"),
    ("update",),
)
KEPT = locked_when("custody_paperscan", "OLD.id IS NOT NULL", ("delete",))


class Migration(migrations.Migration):
    """A paper says who signed when and before whom, as the clerk read it off for each party."""

    dependencies = [("custody", "0003_locks")]
    operations = [
        lift(SIGNATURES),
        lift(BEFORE),
        lift(KEPT),
        migrations.RemoveField("paperscan", "signed_on"),
        migrations.RemoveField("paperscan", "witnesses"),
        migrations.AddField(
            "paperscan", "stated", models.JSONField(default=list, verbose_name="read off the paper")
        ),
        migrations.AddField(
            "custodysignature",
            "scan",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="custody.paperscan",
            ),
        ),
        migrations.AddField(
            "custodysignature",
            "stated_on",
            models.DateField(null=True, verbose_name="signed on paper on"),
        ),
        migrations.AddConstraint(
            "custodysignature",
            models.CheckConstraint(
                condition=Q(method="paper", scan__isnull=False, stated_on__isnull=False, host=None)
                | (~Q(method="paper") & Q(scan__isnull=True, stated_on__isnull=True)),
                name="custody_paper_has_scan",
            ),
        ),
        SIGNATURES,
        AFTER,
        KEPT,
    ]
