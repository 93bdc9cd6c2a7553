import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bank', '0003_initial'),
        ('cms', '0003_people'),
        ('learning', '0001_initial'),
        ('staff', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkanswer',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_answers', to='staff.member'),
        ),
        migrations.AddField(
            model_name='checkanswer',
            name='page',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='wagtailcore.page'),
        ),
        migrations.AddField(
            model_name='learningrecord',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='learning_records', to='staff.member'),
        ),
        migrations.AddField(
            model_name='learningrecord',
            name='page',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='wagtailcore.page'),
        ),
        migrations.AddField(
            model_name='lecturecitation',
            name='basis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.legalbasis', verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='lecturepage',
            name='regions',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Leave empty when it applies in the whole city.', limit_choices_to={'level__in': ['city', 'county']}, related_name='+', to='staff.division', verbose_name='applies in'),
        ),
        migrations.AddField(
            model_name='lecturepage',
            name='topic',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bank.topic', verbose_name='topic'),
        ),
        migrations.AddField(
            model_name='lecturecitation',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='learning.lecturepage'),
        ),
        migrations.AddField(
            model_name='lecturesession',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='learning.lecturepage'),
        ),
        migrations.AddField(
            model_name='lessoncitation',
            name='basis',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.legalbasis', verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='minilessonpage',
            name='regions',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Leave empty when it applies in the whole city.', limit_choices_to={'level__in': ['city', 'county']}, related_name='+', to='staff.division', verbose_name='applies in'),
        ),
        migrations.AddField(
            model_name='minilessonpage',
            name='topic',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bank.topic', verbose_name='topic'),
        ),
        migrations.AddField(
            model_name='lessoncitation',
            name='page',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='learning.minilessonpage'),
        ),
        migrations.AddIndex(
            model_name='checkanswer',
            index=models.Index(fields=['member', 'page'], name='check_member_page'),
        ),
        migrations.AddConstraint(
            model_name='learningrecord',
            constraint=models.UniqueConstraint(fields=('member', 'page'), name='learning_once_per_page'),
        ),
    ]
