import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evidence', '0001_initial'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='electronicconsent',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='staff.member'),
        ),
        migrations.AddConstraint(
            model_name='evidenceentry',
            constraint=models.UniqueConstraint(fields=('subject', 'seq'), name='evidence_seq_once'),
        ),
        migrations.AddConstraint(
            model_name='filewait',
            constraint=models.UniqueConstraint(fields=('subject', 'kind'), name='filewait_once'),
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
            model_name='sealwarning',
            name='certificate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='evidence.sealcertificate'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='certificate',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='evidence.sealcertificate'),
        ),
        migrations.AddField(
            model_name='documenttimestamp',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timestamps', to='evidence.storedfile'),
        ),
        migrations.AddField(
            model_name='timestampwait',
            name='file',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='timestamp_wait', to='evidence.storedfile'),
        ),
        migrations.AddConstraint(
            model_name='electronicconsent',
            constraint=models.UniqueConstraint(fields=('member', 'digest'), name='consent_once_per_text'),
        ),
        migrations.AddConstraint(
            model_name='rootcopy',
            constraint=models.UniqueConstraint(fields=('root', 'channel', 'target'), name='rootcopy_once'),
        ),
        migrations.AddConstraint(
            model_name='sealwarning',
            constraint=models.UniqueConstraint(fields=('certificate', 'days'), name='sealwarning_once'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.UniqueConstraint(fields=('subject', 'kind'), name='storedfile_once'),
        ),
        migrations.AddConstraint(
            model_name='documenttimestamp',
            constraint=models.UniqueConstraint(fields=('file', 'number'), name='timestamp_number'),
        ),
    ]
