import django.core.validators
import pledges.rounds.engine.ceremony
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=19, unique=True, verbose_name='verification code')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number of the pledge')),
                ('status', models.CharField(choices=[('open', 'not read yet'), ('viewed', 'read, not signed'), ('signed', 'signed'), ('sealed', 'signed'), ('expired', 'not signed in time'), ('declined', 'declined'), ('exempt', 'exempt'), ('superseded', 'replaced by a later signature'), ('revoked', 'revoked')], default=pledges.rounds.engine.ceremony.EnvelopeStatus['OPEN'], max_length=12, verbose_name='state')),
                ('text', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the text')),
                ('member_name', models.CharField(max_length=50, verbose_name='name of the signer')),
                ('organisation_name', models.CharField(max_length=80, verbose_name='organisation')),
                ('post_name', models.CharField(max_length=60, verbose_name='post')),
                ('viewed_at', models.DateTimeField(null=True, verbose_name='time of reading')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='time of signing')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('ended_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('revoked_category', models.CharField(blank=True, choices=[('mistake', 'a mistake in the document'), ('not_signer', 'not signed by the person, or against their will'), ('left_post', 'the person is no longer in this post'), ('system', 'a fault of the certificate or the system'), ('other', 'another reason')], max_length=12, verbose_name='category of the reason')),
            ],
            options={
                'verbose_name': 'pledge envelope',
                'verbose_name_plural': 'pledge envelopes',
                'ordering': ['round', 'number'],
            },
        ),
        migrations.CreateModel(
            name='PledgeTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('categories', models.JSONField(blank=True, default=list, help_text='None chosen: all kinds of staff.', verbose_name='kinds of staff that sign')),
                ('again_on_post', models.BooleanField(default=True, verbose_name='sign again after a change of post')),
                ('again_on_unit', models.BooleanField(default=False, verbose_name='sign again after a change of unit')),
                ('again_on_return', models.BooleanField(default=True, verbose_name='sign again after leaving and returning')),
            ],
            options={
                'verbose_name': 'pledge template',
                'verbose_name_plural': 'pledge templates',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PledgeTemplateVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version number')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('preamble', models.TextField(verbose_name='opening')),
                ('clauses', models.JSONField(default=list, verbose_name='clauses')),
                ('closing', models.TextField(verbose_name='closing')),
                ('consent', models.TextField(verbose_name='consent to signing electronically')),
                ('basis_text', models.TextField(blank=True, editable=False, verbose_name='legal basis as printed')),
                ('term_months', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='valid for (months)')),
                ('digest', models.CharField(blank=True, editable=False, max_length=64, verbose_name='digest')),
                ('change', models.CharField(blank=True, choices=[('editorial', 'editorial: signatures stay valid'), ('material', 'material: has to be signed again')], editable=False, max_length=10, verbose_name='kind of change')),
                ('change_note', models.CharField(blank=True, editable=False, max_length=200, verbose_name='what changed')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published')),
            ],
            options={
                'verbose_name': 'pledge version',
                'verbose_name_plural': 'pledge versions',
                'ordering': ['template', '-number'],
            },
        ),
        migrations.CreateModel(
            name='SignatureMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strokes', models.JSONField()),
                ('path', models.TextField()),
                ('method', models.CharField(max_length=20, verbose_name='identity confirmed by')),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'drawn signature',
                'verbose_name_plural': 'drawn signatures',
            },
        ),
        migrations.CreateModel(
            name='SigningRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('opens_at', models.DateTimeField(verbose_name='opened')),
                ('due_at', models.DateTimeField(verbose_name='sign by')),
                ('valid_until', models.DateField(verbose_name='valid until')),
                ('state', models.CharField(choices=[('open', 'open'), ('closed', 'closed')], default=pledges.rounds.engine.ceremony.RoundState['OPEN'], max_length=8, verbose_name='state')),
                ('closed_at', models.DateTimeField(null=True)),
                ('close_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'signing round',
                'verbose_name_plural': 'signing rounds',
                'ordering': ['-opens_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='VersionBasis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'basis of a pledge version',
                'verbose_name_plural': 'bases of pledge versions',
            },
        ),
    ]
