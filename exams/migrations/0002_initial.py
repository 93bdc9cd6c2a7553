import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bank', '0003_initial'),
        ('exams', '0001_initial'),
        ('staff', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='allowance',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='allowance',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allowances', to='staff.member'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='continues',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='staff.member'),
        ),
        migrations.AddField(
            model_name='answerevent',
            name='attempt',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answer_events', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='attemptevent',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='attemptevent',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='browserrule',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exam',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='organiser'),
        ),
        migrations.AddField(
            model_name='latedecision',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='late_decisions', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='latedecision',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lateevent',
            name='attempt',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='late_events', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='latedecision',
            name='upto',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exams.lateevent'),
        ),
        migrations.AddField(
            model_name='paper',
            name='built_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paper',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='paperitem',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='bank.item'),
        ),
        migrations.AddField(
            model_name='paperitem',
            name='paper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='exams.paper'),
        ),
        migrations.AddField(
            model_name='paperitem',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.revision'),
        ),
        migrations.AddField(
            model_name='papersection',
            name='paper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='exams.paper'),
        ),
        migrations.AddField(
            model_name='paperitem',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='exams.papersection'),
        ),
        migrations.AddField(
            model_name='printedform',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attempt',
            name='form',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='exams.printedform'),
        ),
        migrations.AddField(
            model_name='registration',
            name='deferred_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registration',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='staff.member'),
        ),
        migrations.AddField(
            model_name='release',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='result',
            name='attempt',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='result', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='scorechange',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='score_changes', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='scorechange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sheetentry',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sheetentry',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='exams.printedform'),
        ),
        migrations.AddField(
            model_name='sheetentry',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheet_entries', to='staff.member'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='audience',
            field=models.ForeignKey(help_text='Everybody in post in this organisation and below it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='audience'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='exam',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='exams.exam', verbose_name='exam'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='paper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='exams.paper', verbose_name='paper'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='posts',
            field=models.ManyToManyField(blank=True, help_text='Only these posts; none chosen means every post.', related_name='+', to='staff.post', verbose_name='posts'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='resit_of',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resits', to='exams.sitting', verbose_name='resit of'),
        ),
        migrations.AddField(
            model_name='release',
            name='sitting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='exams.sitting'),
        ),
        migrations.AddField(
            model_name='registration',
            name='sitting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='exams.sitting'),
        ),
        migrations.AddField(
            model_name='printedform',
            name='sitting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printed_forms', to='exams.sitting'),
        ),
        migrations.AddField(
            model_name='browserrule',
            name='sitting',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='browser_rule', to='exams.sitting'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='sitting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='exams.sitting'),
        ),
        migrations.AddField(
            model_name='allowance',
            name='sitting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allowances', to='exams.sitting'),
        ),
        migrations.AddField(
            model_name='submission',
            name='attempt',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='exams.attempt'),
        ),
        migrations.AddConstraint(
            model_name='answerevent',
            constraint=models.UniqueConstraint(fields=('attempt', 'client', 'sequence'), name='answerevent_key_once'),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.UniqueConstraint(fields=('title', 'year'), name='exam_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='lateevent',
            constraint=models.UniqueConstraint(fields=('attempt', 'client', 'sequence'), name='lateevent_key_once'),
        ),
        migrations.AddConstraint(
            model_name='latedecision',
            constraint=models.UniqueConstraint(fields=('upto',), name='latedecision_once'),
        ),
        migrations.AddConstraint(
            model_name='latedecision',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='latedecision_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='papersection',
            constraint=models.UniqueConstraint(fields=('paper', 'position'), name='section_once'),
        ),
        migrations.AddConstraint(
            model_name='paperitem',
            constraint=models.UniqueConstraint(fields=('paper', 'position'), name='paperitem_position_once'),
        ),
        migrations.AddConstraint(
            model_name='paperitem',
            constraint=models.UniqueConstraint(fields=('paper', 'item'), name='paperitem_item_once'),
        ),
        migrations.AddConstraint(
            model_name='paperitem',
            constraint=models.CheckConstraint(condition=models.Q(('points__gt', 0)), name='paperitem_points_positive'),
        ),
        migrations.AddIndex(
            model_name='result',
            index=models.Index(fields=['released_at'], name='result_released'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('passed__isnull', False), ('state', 'final')), models.Q(('passed__isnull', True), ('released_at__isnull', True), ('state', 'pending')), _connector='OR'), name='result_pending_is_not_released'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='result_per_cent'),
        ),
        migrations.AddConstraint(
            model_name='scorechange',
            constraint=models.UniqueConstraint(fields=('attempt', 'number'), name='scorechange_number_once'),
        ),
        migrations.AddConstraint(
            model_name='sheetentry',
            constraint=models.UniqueConstraint(fields=('form', 'member', 'number'), name='sheetentry_number_once'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='sitting_closes_after_opening', violation_error_message='The sitting must close after it opens.'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('attempts_allowed__gte', 1), ('minutes__gte', 1)), name='sitting_minutes_and_attempts', violation_error_message='Duration and attempts must be at least 1.'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('pass_mark__gte', 0), ('pass_mark__lte', 100)), name='sitting_pass_mark_per_cent', violation_error_message='The pass mark lies between 0 and 100 per cent.'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('ceiling__isnull', True), models.Q(('ceiling__gt', 0), ('ceiling__lte', 100)), _connector='OR'), name='sitting_ceiling_per_cent', violation_error_message='The ceiling lies between 0 and 100 per cent.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(fields=('sitting', 'member'), name='registration_once'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deferred_at__isnull', True), ('deferred_reason', '')), models.Q(('deferred_at__isnull', False), models.Q(('deferred_reason', ''), _negated=True)), _connector='OR'), name='registration_deferral_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='printedform',
            constraint=models.UniqueConstraint(fields=('sitting', 'letter'), name='printedform_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='printedform',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='printedform_has_reason'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['state', 'deadline_at'], name='attempt_state_deadline'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('sitting', 'member', 'number'), name='attempt_number_once'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('sitting', 'member'), name='attempt_one_open'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('deadline_at__gt', models.F('started_at'))), name='attempt_deadline_after_start'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['prepared', 'open']), ('submitted_at__isnull', True)), models.Q(('state', 'submitted'), ('submitted_at__isnull', False)), _connector='OR'), name='attempt_submitted_has_time'),
        ),
        migrations.AddConstraint(
            model_name='allowance',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 480), models.Q(('reason', ''), _negated=True)), name='allowance_minutes_and_reason'),
        ),
    ]
