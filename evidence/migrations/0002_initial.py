import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('custody', '0002_initial'),
        ('evidence', '0001_initial'),
        ('rounds', '0001_initial'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='electronicconsent',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='staff.member'),
        ),
        migrations.AddField(
            model_name='evidenceentry',
            name='envelope',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='rounds.envelope'),
        ),
        migrations.AddField(
            model_name='rootcopy',
            name='root',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='evidence.evidenceroot'),
        ),
        migrations.AddField(
            model_name='sealcertificate',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sealcertificate',
            name='revoked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sealeddocument',
            name='certificate',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='evidence.sealcertificate'),
        ),
        migrations.AddField(
            model_name='sealeddocument',
            name='envelope',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sealed', to='rounds.envelope'),
        ),
        migrations.AddField(
            model_name='sealeddocument',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rounds.pledgetemplateversion'),
        ),
        migrations.AddField(
            model_name='documenttimestamp',
            name='document',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='timestamps', to='evidence.sealeddocument'),
        ),
        migrations.AddField(
            model_name='sealwarning',
            name='certificate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='evidence.sealcertificate'),
        ),
        migrations.AddField(
            model_name='timestampwait',
            name='custody',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='timestamp_wait', to='custody.custodydocument'),
        ),
        migrations.AddField(
            model_name='timestampwait',
            name='document',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='timestamp_wait', to='evidence.sealeddocument'),
        ),
        migrations.AddConstraint(
            model_name='electronicconsent',
            constraint=models.UniqueConstraint(fields=('member', 'digest'), name='consent_once_per_text'),
        ),
        migrations.AddConstraint(
            model_name='evidenceentry',
            constraint=models.UniqueConstraint(fields=('subject', 'seq'), name='evidence_seq_once'),
        ),
        migrations.AddConstraint(
            model_name='rootcopy',
            constraint=models.UniqueConstraint(fields=('root', 'channel', 'target'), name='rootcopy_once'),
        ),
        migrations.AddConstraint(
            model_name='documenttimestamp',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('custody__isnull', True), ('document__isnull', False)), models.Q(('custody__isnull', False), ('document__isnull', True)), _connector='OR'), name='timestamp_one_file'),
        ),
        migrations.AddConstraint(
            model_name='documenttimestamp',
            constraint=models.UniqueConstraint(fields=('document', 'number'), name='timestamp_number'),
        ),
        migrations.AddConstraint(
            model_name='documenttimestamp',
            constraint=models.UniqueConstraint(fields=('custody', 'number'), name='timestamp_custody_number'),
        ),
        migrations.AddConstraint(
            model_name='sealwarning',
            constraint=models.UniqueConstraint(fields=('certificate', 'days'), name='sealwarning_once'),
        ),
        migrations.AddConstraint(
            model_name='timestampwait',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('custody__isnull', True), ('document__isnull', False)), models.Q(('custody__isnull', False), ('document__isnull', True)), _connector='OR'), name='timestampwait_one_file'),
        ),
    ]
