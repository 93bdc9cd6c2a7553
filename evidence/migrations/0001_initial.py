from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentTimestamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('place', models.CharField(choices=[('inside', 'inside the signature'), ('beside', 'beside the file'), ('renewal', 'renewal')], max_length=8, verbose_name='where it stands')),
                ('token', models.BinaryField()),
                ('imprint', models.CharField(max_length=64)),
                ('authority', models.CharField(max_length=300, verbose_name='authority')),
                ('is_independent', models.BooleanField(verbose_name='independent')),
                ('stamped_at', models.DateTimeField(verbose_name='time')),
                ('valid_to', models.DateTimeField(verbose_name="authority's certificate valid until")),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'time stamp',
                'verbose_name_plural': 'time stamps',
                'ordering': ['file', 'number'],
            },
        ),
        migrations.CreateModel(
            name='ElectronicConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_name', models.CharField(max_length=50, verbose_name='name of the signer')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version of the text')),
                ('digest', models.CharField(max_length=64, verbose_name='digest of the text')),
                ('method', models.CharField(max_length=20, verbose_name='identity confirmed by')),
                ('at', models.DateTimeField(verbose_name='time of signing')),
            ],
            options={
                'verbose_name': 'agreement on electronic signatures',
                'verbose_name_plural': 'agreements on electronic signatures',
            },
        ),
        migrations.CreateModel(
            name='EvidenceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='checked')),
                ('entries', models.PositiveIntegerField(verbose_name='entries')),
                ('documents', models.PositiveIntegerField(verbose_name='stored files')),
                ('roots', models.PositiveIntegerField(verbose_name='daily roots')),
                ('faults', models.JSONField(default=list, verbose_name='what does not hold')),
            ],
            options={
                'verbose_name': 'check of the evidence',
                'verbose_name_plural': 'checks of the evidence',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('seq', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=24)),
                ('payload', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'evidence entry',
                'verbose_name_plural': 'evidence entries',
                'ordering': ['subject', 'seq'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceRoot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('entries', models.PositiveIntegerField(verbose_name='entries')),
                ('root', models.CharField(max_length=64, verbose_name='root')),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='made')),
            ],
            options={
                'verbose_name': 'daily root of the evidence',
                'verbose_name_plural': 'daily roots of the evidence',
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='FileWait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60, verbose_name='subject')),
                ('kind', models.CharField(max_length=16, verbose_name='kind of file')),
                ('since', models.DateTimeField(verbose_name='waiting since')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('next_at', models.DateTimeField(db_index=True, verbose_name='next try')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problem')),
            ],
            options={
                'verbose_name': 'missing file',
                'verbose_name_plural': 'missing files',
                'ordering': ['since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RootCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('file', 'file'), ('printed', 'printed')], max_length=8, verbose_name='way')),
                ('target', models.CharField(max_length=200, verbose_name='sent to')),
                ('at', models.DateTimeField(verbose_name='sent')),
            ],
            options={
                'verbose_name': 'copy of a daily root',
                'verbose_name_plural': 'copies of daily roots',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SealCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('seal', 'seals'), ('intermediate', 'intermediate'), ('root', 'root'), ('tsa', 'time authority')], max_length=12, verbose_name='what it is for')),
                ('der', models.BinaryField()),
                ('subject', models.CharField(max_length=300, verbose_name='subject')),
                ('issuer', models.CharField(max_length=300, verbose_name='issuer')),
                ('serial', models.CharField(max_length=50, verbose_name='serial number')),
                ('fingerprint', models.CharField(max_length=64, unique=True, verbose_name='fingerprint (SHA-256)')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demo')),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('valid_to', models.DateTimeField(verbose_name='valid until')),
                ('active_from', models.DateTimeField(verbose_name='in use from')),
                ('active_until', models.DateTimeField(blank=True, null=True, verbose_name='in use until')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for the change')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('revoke_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for the revocation')),
            ],
            options={
                'verbose_name': 'certificate of the seal',
                'verbose_name_plural': 'certificates of the seal',
                'ordering': ['-active_from', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SealRevocationList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=300, verbose_name='issuer')),
                ('der', models.BinaryField()),
                ('fingerprint', models.CharField(max_length=64, unique=True, verbose_name='fingerprint (SHA-256)')),
                ('this_update', models.DateTimeField(verbose_name='made')),
                ('next_update', models.DateTimeField(null=True, verbose_name='next')),
                ('revoked', models.PositiveIntegerField(verbose_name='revoked certificates')),
                ('noted_at', models.DateTimeField(verbose_name='noted')),
            ],
            options={
                'verbose_name': 'revocation list',
                'verbose_name_plural': 'revocation lists',
                'ordering': ['-this_update', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SealWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(verbose_name='days left')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
            ],
            options={
                'verbose_name': 'warning about a certificate',
                'verbose_name_plural': 'warnings about certificates',
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60, verbose_name='subject')),
                ('kind', models.CharField(max_length=16, verbose_name='kind of file')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveIntegerField()),
                ('path', models.CharField(max_length=200, unique=True)),
                ('renderer', models.CharField(max_length=80)),
                ('level', models.CharField(blank=True, choices=[('', 'no digital signature'), ('B-B', 'digital signature of the system'), ('B-T', 'digital signature with a time stamp'), ('B-LTA', 'digital signature for the long term')], default='', max_length=5)),
                ('evidence', models.CharField(blank=True, default='', max_length=64)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'stored file',
                'verbose_name_plural': 'stored files',
            },
        ),
        migrations.CreateModel(
            name='TimestampWait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='waiting since')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('next_at', models.DateTimeField(db_index=True, verbose_name='next try')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problem')),
            ],
            options={
                'verbose_name': 'missing time stamp',
                'verbose_name_plural': 'missing time stamps',
                'ordering': ['since', 'pk'],
            },
        ),
    ]
