import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0002_pages'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='requested_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['state', 'touched_at'], name='job_state_touched'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('total', 0), ('done__lte', models.F('total')), _connector='OR'), name='job_done_within_total'),
        ),
        migrations.AddField(
            model_name='feedback',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.UniqueConstraint(fields=('law', 'article', 'version'), name='basis_once'),
        ),
        migrations.AddConstraint(
            model_name='legalbasis',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'unchecked'), ('checked_on__isnull', False), _connector='OR'), name='basis_check_has_date', violation_error_message='Say on which day the text was checked.'),
        ),
        migrations.AddField(
            model_name='policycitation',
            name='basis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.legalbasis', verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtaildocs.document', verbose_name='file'),
        ),
        migrations.AddField(
            model_name='policycitation',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='cms.policypage'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='site',
            field=models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site'),
        ),
    ]
