import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cms', '0002_pages'),
        ('rounds', '0001_initial'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='envelope',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='envelope',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='staff.member'),
        ),
        migrations.AddField(
            model_name='envelope',
            name='replaces',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='rounds.envelope'),
        ),
        migrations.AddField(
            model_name='pledgetemplate',
            name='posts',
            field=models.ManyToManyField(blank=True, help_text='None chosen: everybody in the unit.', related_name='+', to='staff.post', verbose_name='posts that sign'),
        ),
        migrations.AddField(
            model_name='pledgetemplateversion',
            name='published_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pledgetemplateversion',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='rounds.pledgetemplate', verbose_name='pledge template'),
        ),
        migrations.AddField(
            model_name='signaturemark',
            name='envelope',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mark', to='rounds.envelope'),
        ),
        migrations.AddField(
            model_name='signinground',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signinground',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signinground',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='signinground',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='rounds.pledgetemplateversion', verbose_name='pledge version'),
        ),
        migrations.AddField(
            model_name='envelope',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='rounds.signinground'),
        ),
        migrations.AddField(
            model_name='versionbasis',
            name='basis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.legalbasis'),
        ),
        migrations.AddField(
            model_name='versionbasis',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rounds.pledgetemplateversion'),
        ),
        migrations.AddField(
            model_name='pledgetemplateversion',
            name='bases',
            field=models.ManyToManyField(related_name='pledge_versions', through='rounds.VersionBasis', to='cms.legalbasis', verbose_name='legal basis'),
        ),
        migrations.AddConstraint(
            model_name='signinground',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('opens_at'))), name='round_due_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='signinground',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('close_reason', ''), _negated=True)), _connector='OR'), name='round_closed_has_reason'),
        ),
        migrations.AddIndex(
            model_name='envelope',
            index=models.Index(fields=['member', 'status'], name='envelope_member_status'),
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('status__in', ['superseded', 'revoked', 'expired']), _negated=True)), fields=('round', 'member'), name='envelope_once_per_round'),
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', False), models.Q(('status__in', ['superseded', 'revoked', 'expired']), _negated=True)), fields=('round', 'member', 'replaces'), name='envelope_replaces_once'),
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', False), ('status__in', ['signed', 'sealed', 'superseded', 'revoked'])), models.Q(('signed_at__isnull', True), ('status__in', ['open', 'viewed', 'expired', 'declined', 'exempt'])), _connector='OR'), name='envelope_signed_has_time'),
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'expired', 'declined', 'exempt']), models.Q(('digest', ''), _negated=True), _connector='OR'), name='envelope_read_has_digest'),
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.CheckConstraint(condition=models.Q(('revoked_category', ''), models.Q(('revoked_category__in', ['mistake', 'not_signer', 'left_post', 'system', 'other']), ('status', 'revoked')), _connector='OR'), name='envelope_revoked_category'),
        ),
        migrations.AddConstraint(
            model_name='versionbasis',
            constraint=models.UniqueConstraint(fields=('version', 'basis'), name='version_basis_once'),
        ),
        migrations.AddConstraint(
            model_name='pledgetemplateversion',
            constraint=models.UniqueConstraint(fields=('template', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='pledgetemplateversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('published_at__isnull', True)), models.Q(('published_at__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='version_published_has_digest'),
        ),
    ]
