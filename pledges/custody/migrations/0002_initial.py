import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('custody', '0001_initial'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='custodyagreement',
            name='clerk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='clerk'),
        ),
        migrations.AddField(
            model_name='custodyagreement',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='custodyagreement',
            name='renews',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewed_by', to='custody.custodyagreement'),
        ),
        migrations.AddField(
            model_name='custodyagreement',
            name='township',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='township'),
        ),
        migrations.AddField(
            model_name='custodycheck',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='custody.custodyagreement'),
        ),
        migrations.AddField(
            model_name='custodycheck',
            name='rechecked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='custodycheck',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='custodyhandover',
            name='agreement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='handover', to='custody.custodyagreement'),
        ),
        migrations.AddField(
            model_name='custodyhandover',
            name='witnessed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='custodylink',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='custody.custodyagreement'),
        ),
        migrations.AddField(
            model_name='custodylink',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='custodysignature',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='custody.custodyagreement'),
        ),
        migrations.AddField(
            model_name='custodysignature',
            name='host',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='clerk present'),
        ),
        migrations.AddField(
            model_name='paperscan',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='custody.custodyagreement'),
        ),
        migrations.AddField(
            model_name='paperscan',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paperscan',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='custodyagreement',
            index=models.Index(fields=['township', 'status'], name='custody_township_status'),
        ),
        migrations.AddIndex(
            model_name='custodyagreement',
            index=models.Index(fields=['next_check_on'], name='custody_next_check'),
        ),
        migrations.AddConstraint(
            model_name='custodyagreement',
            constraint=models.CheckConstraint(condition=models.Q(('capacity', 'full'), models.Q(models.Q(('guardian_name', ''), _negated=True), models.Q(('guardian_relation', ''), _negated=True)), _connector='OR'), name='custody_guardian_where_needed'),
        ),
        migrations.AddConstraint(
            model_name='custodyagreement',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'void']), models.Q(models.Q(('digest', ''), _negated=True), ('supervisor_unrelated', True)), _connector='OR'), name='custody_signed_text_is_frozen'),
        ),
        migrations.AddConstraint(
            model_name='custodyagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('status__in', ['ended', 'void']), models.Q(('end_reason', ''), _negated=True)), models.Q(('ended_at__isnull', True), ('status__in', ['draft', 'signing', 'active'])), _connector='OR'), name='custody_end_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='custodyagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('activated_at__isnull', False), ('status__in', ['active', 'ended'])), models.Q(('activated_at__isnull', True), ('status__in', ['draft', 'signing', 'void'])), _connector='OR'), name='custody_active_has_time'),
        ),
        migrations.AddConstraint(
            model_name='custodyagreement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='custody_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='custodyagreement',
            constraint=models.CheckConstraint(condition=models.Q(('custodian_is_official', False), ('family_agreement_on__isnull', False), _connector='OR'), name='custody_official_needs_family'),
        ),
        migrations.AddConstraint(
            model_name='custodyagreement',
            constraint=models.CheckConstraint(condition=models.Q(('monthly__gte', 0), ('pay__gte', 0), ('single_limit__gte', 0)), name='custody_amounts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='custodycheck',
            constraint=models.UniqueConstraint(fields=('agreement', 'on'), name='custody_check_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='custodycheck',
            constraint=models.CheckConstraint(condition=models.Q(('first_checker', models.F('second_checker')), _negated=True), name='custody_check_two_people'),
        ),
        migrations.AddConstraint(
            model_name='custodycheck',
            constraint=models.CheckConstraint(condition=models.Q(('difference', 0), models.Q(('explanation', ''), _negated=True), _connector='OR'), name='custody_difference_explained'),
        ),
        migrations.AddConstraint(
            model_name='custodycheck',
            constraint=models.CheckConstraint(condition=models.Q(('problem', ''), ('rectify_by__isnull', False), _connector='OR'), name='custody_problem_has_day'),
        ),
        migrations.AddConstraint(
            model_name='custodylink',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('used_at__isnull', True)), fields=('agreement', 'party'), name='custody_one_open_link'),
        ),
        migrations.AddConstraint(
            model_name='custodylink',
            constraint=models.CheckConstraint(condition=models.Q(('otp_hash', ''), ('otp_state__in', ['sending', 'sent']), _connector='OR'), name='custody_code_has_left'),
        ),
        migrations.AddConstraint(
            model_name='custodylink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('otp_state__in', ['failed', 'not_configured']), _negated=True), models.Q(('otp_problem', ''), _negated=True), _connector='OR'), name='custody_code_unsent_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='custodysignature',
            constraint=models.UniqueConstraint(fields=('agreement', 'party'), name='custody_party_signs_once'),
        ),
        migrations.AddConstraint(
            model_name='paperscan',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('entered_by')), _negated=True), _connector='OR'), name='scan_two_people'),
        ),
        migrations.AddConstraint(
            model_name='paperscan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted__isnull', True), ('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('accepted__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='scan_decision_whole'),
        ),
        migrations.AddConstraint(
            model_name='paperscan',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted__isnull', True)), fields=('agreement',), name='scan_one_waiting'),
        ),
    ]
