import cms.lib.fields
import cms.models.jobs
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import staff.engine.roles
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('cms', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
            ],
            options={
                'verbose_name': 'post',
                'verbose_name_plural': 'posts',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=50, verbose_name='name')),
                ('must_change_password', models.BooleanField(default=True, verbose_name='must change the password')),
                ('password_changed_at', models.DateTimeField(blank=True, null=True, verbose_name='password changed')),
                ('senior_view', models.BooleanField(default=False, verbose_name='senior view')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='ActivationCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(verbose_name='issued')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='code issued by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activation_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'activation code',
                'verbose_name_plural': 'activation codes',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('level', models.CharField(choices=[('city', 'city'), ('county', 'county'), ('township', 'township')], max_length=10, verbose_name='level')),
                ('kind', models.CharField(help_text='As listed: 街道, 镇, 民族乡…', max_length=20, verbose_name='kind')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='staff.division')),
            ],
            options={
                'verbose_name': 'division',
                'verbose_name_plural': 'divisions',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=255, unique=True)),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('short_name', models.CharField(max_length=40, verbose_name='short name')),
                ('kind', models.CharField(choices=[('city', 'city bureau'), ('county', 'county bureau'), ('township', 'township or street office'), ('village', 'village or community committee')], max_length=10, verbose_name='kind')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='staff.division', verbose_name='division')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff_number', models.CharField(max_length=20, unique=True, verbose_name='staff number')),
                ('name', models.CharField(max_length=50, verbose_name='name')),
                ('sex', models.CharField(blank=True, choices=[('male', 'male'), ('female', 'female')], max_length=6, verbose_name='sex')),
                ('ethnicity', models.CharField(blank=True, max_length=20, verbose_name='ethnicity')),
                ('education', models.CharField(blank=True, max_length=20, verbose_name='education')),
                ('category', models.CharField(choices=[('caseworker', 'caseworker'), ('coordinator', 'coordinator'), ('home_visitor', 'home visitor'), ('leader', 'leader in charge')], max_length=20, verbose_name='category')),
                ('id_number', cms.lib.fields.EncryptedTextField(blank=True, verbose_name='ID number')),
                ('id_number_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('mobile', cms.lib.fields.EncryptedTextField(blank=True, verbose_name='mobile number')),
                ('mobile_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='in social assistance since')),
                ('status', models.CharField(choices=[('active', 'in post'), ('left', 'left')], default='active', max_length=6)),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('village', models.CharField(blank=True, max_length=60, verbose_name='village or community')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='member', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='staff.organisation', verbose_name='organisation')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='staff.post', verbose_name='post')),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'ordering': ['staff_number'],
            },
        ),
        migrations.CreateModel(
            name='PasswordRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128)),
                ('set_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='password_records', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'earlier password',
                'verbose_name_plural': 'earlier passwords',
                'ordering': ['-set_at'],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('village', models.CharField(blank=True, max_length=60)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='staff.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.post')),
            ],
            options={
                'verbose_name': 'appointment',
                'verbose_name_plural': 'appointments',
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('trainer', 'trainer'), ('reviewer', 'reviewer'), ('marker', 'marker'), ('hr', 'HR'), ('inspector', 'inspector'), ('accounts_admin', 'accounts administrator'), ('permissions_admin', 'permissions administrator'), ('audit_admin', 'audit administrator')], max_length=20, verbose_name='role')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                ('revoke_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for taking back')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='over')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken back by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'role grant',
                'verbose_name_plural': 'role grants',
                'ordering': ['-starts_at'],
            },
        ),
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=cms.models.jobs.new_token, editable=False, max_length=32, unique=True)),
                ('file', models.FileField(storage=cms.models.jobs.private_storage, upload_to='rosters/%Y/%m/', verbose_name='file')),
                ('file_name', models.CharField(max_length=200, verbose_name='file name')),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('previewed', 'waiting for a decision'), ('queued', 'being applied'), ('applied', 'applied'), ('discarded', 'discarded')], default='previewed', max_length=10, verbose_name='state')),
                ('counts', models.JSONField(default=dict, verbose_name='counts')),
                ('fingerprint', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='applied')),
                ('leavers_on', models.DateField(blank=True, null=True, verbose_name='leavers recorded on')),
                ('leavers_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for leaving')),
                ('codes_taken_at', models.DateTimeField(blank=True, null=True)),
                ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.job')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'roster import',
                'verbose_name_plural': 'roster imports',
                'ordering': ['-uploaded_at'],
            },
        ),
        migrations.CreateModel(
            name='RosterChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('joined', 'joined'), ('moved', 'moved'), ('changed', 'details changed'), ('left', 'left'), ('returned', 'returned')], max_length=10, verbose_name='change')),
                ('before', models.JSONField(default=dict, verbose_name='before')),
                ('after', models.JSONField(default=dict, verbose_name='after')),
                ('effective_on', models.DateField(verbose_name='effective')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(db_index=True, verbose_name='recorded')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('from_organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='from organisation')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='staff.member', verbose_name='member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='organisation')),
                ('roster_import', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='staff.rosterimport', verbose_name='roster import')),
            ],
            options={
                'verbose_name': 'roster change',
                'verbose_name_plural': 'roster changes',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RosterLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('joiners', 'joiners'), ('movers', 'movers'), ('changed', 'details changed'), ('returners', 'returners'), ('leavers', 'not in the file'), ('unchanged', 'unchanged'), ('errors', 'errors')], max_length=10)),
                ('sheet', models.CharField(blank=True, max_length=100, verbose_name='sheet')),
                ('row', models.PositiveIntegerField(null=True, verbose_name='row')),
                ('staff_number', models.CharField(blank=True, max_length=20, verbose_name='staff number')),
                ('name', models.CharField(blank=True, max_length=50, verbose_name='name')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='organisation')),
                ('detail', models.JSONField(default=dict)),
                ('roster_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='staff.rosterimport')),
            ],
            options={
                'verbose_name': 'line of a roster import',
                'verbose_name_plural': 'lines of a roster import',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='UnmaskEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='unmasked')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='unmasked by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unmask_events', to='staff.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'unmasking',
                'verbose_name_plural': 'unmaskings',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DivisionAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=60, verbose_name='written as')),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='staff.division')),
            ],
            options={
                'verbose_name': 'division alias',
                'verbose_name_plural': 'division aliases',
                'constraints': [models.UniqueConstraint(fields=('division', 'text'), name='alias_once_per_division')],
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('training', 'training'), ('exam', 'exam'), ('pledge', 'pledge'), ('revocation', 'revocation')], max_length=12)),
                ('code', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('value', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=7, verbose_name='credit hours or score')),
                ('earned_at', models.DateTimeField(verbose_name='earned')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='valid until')),
                ('source', models.CharField(max_length=120, unique=True)),
                ('member_name', models.CharField(max_length=50)),
                ('organisation_name', models.CharField(max_length=80)),
                ('post_name', models.CharField(max_length=60)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('revokes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revoked_by', to='staff.credential')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='staff.member')),
            ],
            options={
                'verbose_name': 'credential',
                'verbose_name_plural': 'credentials',
                'ordering': ['-earned_at', '-pk'],
                'indexes': [models.Index(fields=['member', 'kind', 'code'], name='credential_member_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'revocation'), ('revokes__isnull', False)), models.Q(models.Q(('kind', 'revocation'), _negated=True), ('revokes__isnull', True)), _connector='OR'), name='credential_revocation_points')],
            },
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['organisation', 'status'], name='member_org_status'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(condition=models.Q(('id_number_hash', ''), _negated=True), fields=('id_number_hash',), name='member_id_once'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_on__isnull', True), ('status', 'active')), models.Q(('left_on__isnull', False), ('status', 'left')), _connector='OR'), name='member_left_has_date'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('member',), name='appointment_one_open'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='appointment_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user', 'role', 'organisation'), name='grant_once'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('role__in', [staff.engine.roles.Role['ACCOUNTS'], staff.engine.roles.Role['AUDIT'], staff.engine.roles.Role['PERMISSIONS']])), fields=('user',), name='grant_one_administrator_role'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='grant_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'inspector'), _negated=True), ('ends_at__isnull', False), _connector='OR'), name='grant_inspector_time_boxed'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at__isnull', True)), _connector='OR'), name='roster_import_applied_has_time'),
        ),
        migrations.AddIndex(
            model_name='rosterline',
            index=models.Index(fields=['roster_import', 'part'], name='roster_line_part'),
        ),
    ]
