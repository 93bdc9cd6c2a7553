import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('reminders', '0001_initial'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='reminder',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reminder',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='staff.member'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('outcome__in', ['queued', 'sending'])), fields=['made_at'], name='reminder_under_way'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['member', 'channel', 'sent_at'], name='reminder_had_today'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('subject', 'rung', 'channel'), name='reminder_once_per_rung'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'sent'), ('sent_at__isnull', False)), models.Q(models.Q(('outcome', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='reminder_sent_has_time'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['sending', 'sent', 'failed']), _negated=True), ('taken_at__isnull', False), _connector='OR'), name='reminder_left_has_time'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['failed', 'not_configured']), _negated=True), models.Q(('problem', ''), _negated=True), _connector='OR'), name='reminder_unsent_has_reason'),
        ),
    ]
