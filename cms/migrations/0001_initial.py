import cms.models.jobs
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=cms.models.jobs.new_token, editable=False, max_length=32, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='task')),
                ('arguments', models.JSONField(default=dict, verbose_name='arguments')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='queued', max_length=10)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('message', models.TextField(blank=True)),
                ('result', models.FileField(blank=True, storage=cms.models.jobs.private_storage, upload_to='jobs/%Y/%m/')),
                ('result_name', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('touched_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'background job',
                'verbose_name_plural': 'background jobs',
            },
        ),
    ]
