import bank.models.fields
import cms.models.jobs
import modelsearch.index
import wagtail.models.preview
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('kind', models.CharField(choices=[('single', 'single choice'), ('multiple', 'multiple choice'), ('judgement', 'true or false'), ('blank', 'fill in the blanks'), ('case', 'case analysis'), ('exercise', 'scoring exercise')], max_length=10, verbose_name='kind of item')),
                ('stem', models.TextField(help_text='Blanks are written as ____.', verbose_name='stem')),
                ('choices', bank.models.fields.LinesField(blank=True, default=list, help_text='One choice per line, at most six; the first is A. Only for choice items.', verbose_name='answer choices')),
                ('key', models.TextField(help_text='Single: B. Multiple: ABD. Judgement: 正确 or 错误. Blanks: a|b, alternatives a/b. Case: the model answer. Exercise: A1=22.50;A2=10.', verbose_name='key')),
                ('rationale', models.TextField(blank=True, verbose_name='rationale or marking points')),
                ('difficulty', models.PositiveSmallIntegerField(choices=[(1, 'easy'), (2, 'medium'), (3, 'hard')], default=1, verbose_name='difficulty')),
                ('basis', models.TextField(help_text='With its mark: [已核], [佐证], [本地] or [待核]; [待核] blocks publishing.', verbose_name='legal basis')),
                ('basis_mark', models.CharField(blank=True, choices=[('unchecked', 'unchecked'), ('local', 'local source'), ('corroborated', 'corroborated'), ('checked', 'checked')], editable=False, max_length=12, verbose_name='basis checked')),
                ('stem_digest', models.CharField(editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'item',
                'verbose_name_plural': 'items',
                'ordering': ['pk'],
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='ItemBank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='bank name')),
                ('note', models.TextField(blank=True, verbose_name='note')),
            ],
            options={
                'verbose_name': 'item bank',
                'verbose_name_plural': 'item banks',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ItemImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=cms.models.jobs.new_token, editable=False, max_length=32, unique=True)),
                ('file', models.FileField(storage=cms.models.jobs.private_storage, upload_to='items/%Y/%m/')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('previewed', 'previewed'), ('applied', 'imported')], default='previewed', max_length=10)),
                ('counts', models.JSONField(default=dict)),
                ('uploaded_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'item import',
                'verbose_name_plural': 'item imports',
                'ordering': ['-uploaded_at'],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='topic')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ['name'],
            },
        ),
    ]
