import cms.models.jobs
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='extra minutes')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='granted')),
            ],
            options={
                'verbose_name': 'allowance',
                'verbose_name_plural': 'allowances',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AnswerEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.CharField(max_length=32)),
                ('sequence', models.PositiveIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('answer', 'answer'), ('flag', 'flag')], max_length=6)),
                ('value', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'answer event',
                'verbose_name_plural': 'answer events',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=cms.models.jobs.new_token, editable=False, max_length=32, unique=True)),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='attempt')),
                ('state', models.CharField(choices=[('prepared', 'prepared'), ('open', 'in progress'), ('submitted', 'submitted')], default='open', max_length=10)),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('deadline_at', models.DateTimeField(verbose_name='deadline')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted')),
                ('holder', models.CharField(blank=True, default='', max_length=32)),
                ('holder_since', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AttemptEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('started', 'started'), ('opened', 'opened on a device'), ('submitted', 'submitted'), ('closed', 'closed at the deadline'), ('taken_over', 'taken over on another page'), ('extended', 'given extra time'), ('reopened', 'given back for more answers'), ('ended', 'closed by an invigilator'), ('left', 'left the page'), ('late', 'late answers decided'), ('keyed', 'keyed in from paper')], max_length=10)),
                ('client', models.CharField(blank=True, max_length=32)),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('amount', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'attempt event',
                'verbose_name_plural': 'attempt events',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='BrowserRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keys', models.JSONField(default=list, verbose_name='Config Keys')),
                ('config', models.TextField(blank=True)),
                ('at', models.DateTimeField(verbose_name='set')),
            ],
            options={
                'verbose_name': 'browser rule',
                'verbose_name_plural': 'browser rules',
            },
        ),
        migrations.CreateModel(
            name='Exam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('practice', models.BooleanField(default=False, help_text='Passing a practice leaves nothing on the record and counts in no figure.', verbose_name='practice')),
            ],
            options={
                'verbose_name': 'exam',
                'verbose_name_plural': 'exams',
                'ordering': ['-year', 'title'],
            },
        ),
        migrations.CreateModel(
            name='LateDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted', models.BooleanField(verbose_name='counted')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='decided')),
            ],
            options={
                'verbose_name': 'decision on late answers',
                'verbose_name_plural': 'decisions on late answers',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='LateEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.CharField(max_length=32)),
                ('sequence', models.PositiveIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('answer', 'answer'), ('flag', 'flag')], max_length=6)),
                ('value', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('cause', models.CharField(choices=[('taken_over', 'sent by a page that had been replaced'), ('after_deadline', 'arrived after the time and its grace'), ('after_submit', 'arrived after the hand-in'), ('answer_file', 'brought in a file')], max_length=16)),
            ],
            options={
                'verbose_name': 'late answer',
                'verbose_name_plural': 'late answers',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('multiple_policy', models.CharField(choices=[('partial', 'partial credit, any wrong choice gives 0'), ('all_or_nothing', 'all or nothing')], default='partial', max_length=14, verbose_name='multiple choice')),
                ('points', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='full marks')),
                ('items_count', models.PositiveSmallIntegerField(verbose_name='items')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('built_at', models.DateTimeField(verbose_name='built')),
            ],
            options={
                'verbose_name': 'paper',
                'verbose_name_plural': 'papers',
                'ordering': ['-built_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PaperItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='item number')),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('points', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='points')),
            ],
            options={
                'verbose_name': 'paper item',
                'verbose_name_plural': 'paper items',
                'ordering': ['paper', 'position'],
            },
        ),
        migrations.CreateModel(
            name='PaperSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80, verbose_name='title')),
            ],
            options={
                'verbose_name': 'paper section',
                'verbose_name_plural': 'paper sections',
                'ordering': ['paper', 'position'],
            },
        ),
        migrations.CreateModel(
            name='PrintedForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(max_length=1, verbose_name='form of the paper')),
                ('seed', models.PositiveIntegerField(verbose_name='seed')),
                ('order', models.JSONField()),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='made')),
            ],
            options={
                'verbose_name': 'printed form',
                'verbose_name_plural': 'printed forms',
                'ordering': ['sitting', 'letter'],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registered_at', models.DateTimeField(verbose_name='registered')),
                ('deferred_at', models.DateTimeField(null=True, verbose_name='deferred')),
                ('deferred_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('results', models.PositiveIntegerField(verbose_name='results released')),
                ('at', models.DateTimeField(verbose_name='released')),
            ],
            options={
                'verbose_name': 'release',
                'verbose_name_plural': 'releases',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('pending', 'waiting for marking'), ('final', 'final')], max_length=8, verbose_name='state')),
                ('raw', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='raw score')),
                ('maximum', models.DecimalField(decimal_places=2, max_digits=7, verbose_name='full marks')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='per cent')),
                ('passed', models.BooleanField(null=True, verbose_name='passed')),
                ('scored_at', models.DateTimeField(verbose_name='scored')),
                ('released_at', models.DateTimeField(null=True, verbose_name='released')),
            ],
            options={
                'verbose_name': 'result',
                'verbose_name_plural': 'results',
                'ordering': ['-scored_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ScoreChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('cause', models.CharField(choices=[('scored', 'scored automatically'), ('late', 'scored again with late answers')], max_length=10)),
                ('scores', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'score change',
                'verbose_name_plural': 'score changes',
                'ordering': ['attempt', 'number'],
            },
        ),
        migrations.CreateModel(
            name='SheetEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField()),
                ('at', models.DateTimeField(verbose_name='keyed in')),
            ],
            options={
                'verbose_name': 'answer sheet keyed in',
                'verbose_name_plural': 'answer sheets keyed in',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('opens_at', models.DateTimeField(verbose_name='opens')),
                ('closes_at', models.DateTimeField(verbose_name='closes')),
                ('minutes', models.PositiveSmallIntegerField(default=60, verbose_name='duration in minutes')),
                ('attempts_allowed', models.PositiveSmallIntegerField(default=1, verbose_name='attempts allowed')),
                ('pass_mark', models.DecimalField(decimal_places=2, default=Decimal('60'), max_digits=5, verbose_name='pass mark in per cent')),
                ('release_policy', models.CharField(choices=[('manual', 'when the organiser releases the results'), ('immediate', 'at once, when an attempt is scored')], default='manual', max_length=10, verbose_name='results are released')),
                ('show_scored', models.CharField(choices=[('nothing', 'nothing yet'), ('score', 'the score only'), ('verdicts', 'the score, and which items were right'), ('keys', 'the score, the keys and the rationale')], default='nothing', help_text='Provisional. While others still sit, verdicts and keys shown here reach them too.', max_length=10, verbose_name='once scored, before the release, is shown')),
                ('show_closed', models.CharField(choices=[('nothing', 'nothing yet'), ('score', 'the score only'), ('verdicts', 'the score, and which items were right'), ('keys', 'the score, the keys and the rationale')], default='nothing', help_text='Over means closed, and nobody writing on with extra time. Shown even before the release, but never before an attempt is fully scored.', max_length=10, verbose_name='once the sitting is over is shown')),
                ('reveal', models.CharField(choices=[('score', 'the score only'), ('verdicts', 'the score, and which items were right'), ('keys', 'the score, the keys and the rationale')], default='verdicts', help_text='Released at once means shown at once: then choose the score here, and the keys for when the sitting is over.', max_length=10, verbose_name='a released result shows')),
                ('credential', models.CharField(blank=True, help_text='The code of a fact on the person, such as lesson:12 or exam:3.', max_length=80, verbose_name='only with this credential')),
                ('counts', models.CharField(choices=[('best', 'the best'), ('last', 'the last')], default='best', max_length=4, verbose_name='of several attempts counts')),
                ('ceiling', models.DecimalField(blank=True, decimal_places=2, help_text='Empty: a resit counts in full.', max_digits=5, null=True, verbose_name='a resit counts at most, in per cent')),
                ('locked_browser', models.BooleanField(default=False, editable=False, verbose_name='in Safe Exam Browser only')),
                ('record_leaving', models.BooleanField(default=False, help_text='For a person to judge, never for an automatic verdict: calls and messages also take people off the page. Candidates are told before the start.', verbose_name='note when the exam page is left')),
            ],
            options={
                'verbose_name': 'sitting',
                'verbose_name_plural': 'sittings',
                'ordering': ['-opens_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True, verbose_name='receipt number')),
                ('answered', models.PositiveSmallIntegerField(verbose_name='items answered')),
                ('events', models.PositiveIntegerField(verbose_name='answers received')),
                ('digest', models.CharField(max_length=64, verbose_name='digest of the answer log')),
                ('submitted_at', models.DateTimeField(verbose_name='submitted')),
                ('by_deadline', models.BooleanField(default=False, verbose_name='closed at the deadline')),
            ],
            options={
                'verbose_name': 'receipt',
                'verbose_name_plural': 'receipts',
            },
        ),
    ]
