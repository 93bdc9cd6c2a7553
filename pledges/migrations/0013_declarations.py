import cms.lib.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Declarations of staff, filings of households, their comparison and alerts."""

    dependencies = [
        ("pledges", "0011_seal_warnings"),
        ("staff", "0003_roster_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NearRelative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("series", models.CharField(db_index=True, editable=False, max_length=19)),
                ("position", models.PositiveSmallIntegerField()),
                ("relation", models.CharField(max_length=30, verbose_name="relation to you")),
                ("name", models.CharField(max_length=50, verbose_name="name of the relative")),
                (
                    "id_number",
                    cms.lib.fields.EncryptedTextField(verbose_name="ID number of the relative"),
                ),
                ("id_number_hash", models.CharField(db_index=True, editable=False, max_length=64)),
                (
                    "registered_at",
                    cms.lib.fields.EncryptedTextField(verbose_name="place of registration"),
                ),
                ("lives_at", cms.lib.fields.EncryptedTextField(verbose_name="lives at")),
                ("aid", models.CharField(max_length=30, verbose_name="kind of assistance")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applying", "applying"),
                            ("receiving", "receiving"),
                            ("stopped", "stopped"),
                        ],
                        max_length=10,
                        verbose_name="state of the assistance",
                    ),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(verbose_name="people in the household"),
                ),
                (
                    "monthly",
                    models.DecimalField(
                        decimal_places=2, max_digits=10, verbose_name="assistance a month (yuan)"
                    ),
                ),
                ("since", models.DateField(verbose_name="since (month)")),
                (
                    "took_part",
                    models.BooleanField(
                        default=False, verbose_name="I took part in handling this household"
                    ),
                ),
                (
                    "took_part_in",
                    models.CharField(blank=True, max_length=100, verbose_name="which step, when"),
                ),
                ("frozen", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "verbose_name": "near relative",
                "verbose_name_plural": "near relatives",
                "ordering": ["declaration", "position"],
            },
        ),
        migrations.CreateModel(
            name="HouseholdFiling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=19, unique=True, verbose_name="code")),
                (
                    "number",
                    models.CharField(
                        max_length=40, unique=True, verbose_name="number of the application"
                    ),
                ),
                ("accepted_on", models.DateField(verbose_name="accepted on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "filed by the township"),
                            ("confirmed", "confirmed by the county"),
                            ("refused", "not approved by the county"),
                            ("stopped", "assistance stopped"),
                            ("replaced", "replaced by a later filing"),
                        ],
                        default="filed",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="name of the applicant")),
                (
                    "id_number",
                    cms.lib.fields.EncryptedTextField(verbose_name="ID number of the applicant"),
                ),
                ("id_number_hash", models.CharField(db_index=True, editable=False, max_length=64)),
                (
                    "id_ok",
                    models.BooleanField(
                        default=True, verbose_name="the ID number passes the check"
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "male"), ("female", "female")],
                        max_length=6,
                        verbose_name="sex",
                    ),
                ),
                ("born_on", models.DateField(verbose_name="date of birth")),
                (
                    "registered_at",
                    cms.lib.fields.EncryptedTextField(verbose_name="place of registration"),
                ),
                ("lives_at", cms.lib.fields.EncryptedTextField(verbose_name="lives at")),
                (
                    "people",
                    models.PositiveSmallIntegerField(verbose_name="people in the household"),
                ),
                (
                    "matter",
                    models.CharField(max_length=30, verbose_name="kind of assistance applied for"),
                ),
                (
                    "reason",
                    models.CharField(max_length=200, verbose_name="reason of the application"),
                ),
                ("applied_on", models.DateField(verbose_name="applied on")),
                (
                    "asked",
                    models.BooleanField(
                        default=False, verbose_name="asked aloud about relatives among staff"
                    ),
                ),
                ("related", models.BooleanField(verbose_name="has a relative among staff")),
                (
                    "staff_name",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="name of the staff member"
                    ),
                ),
                (
                    "staff_unit",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="unit of the staff member"
                    ),
                ),
                (
                    "staff_post",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="post of the staff member"
                    ),
                ),
                (
                    "staff_phone",
                    cms.lib.fields.EncryptedTextField(
                        blank=True, verbose_name="phone of the staff member"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        blank=True, max_length=30, verbose_name="relation to the staff member"
                    ),
                ),
                (
                    "hardship",
                    models.TextField(blank=True, verbose_name="hardship of the household"),
                ),
                ("means", models.TextField(blank=True, verbose_name="economic check")),
                ("visited_on", models.DateField(blank=True, null=True, verbose_name="visited on")),
                (
                    "visitors_unrelated",
                    models.BooleanField(
                        default=False,
                        verbose_name="The two visitors have no interest in this household",
                    ),
                ),
                (
                    "opinion",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="opinion of the township"
                    ),
                ),
                (
                    "county_visited_on",
                    models.DateField(null=True, verbose_name="visited by the county on"),
                ),
                (
                    "county_found",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="result of the county's visit"
                    ),
                ),
                (
                    "county_result",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="result of the county"
                    ),
                ),
                (
                    "monthly",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="assistance a month (yuan)",
                    ),
                ),
                ("starts_on", models.DateField(null=True, verbose_name="first month")),
                (
                    "signed_how",
                    models.CharField(
                        choices=[
                            ("drawn", "drawn on this device"),
                            ("paper", "signed on paper"),
                            ("fingerprint", "fingerprint on paper"),
                        ],
                        max_length=11,
                        verbose_name="signature of the applicant",
                    ),
                ),
                ("strokes", models.JSONField(default=dict)),
                ("path", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(verbose_name="entered")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="accepted by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="household_filings",
                        to="staff.member",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="pledges.householdfiling",
                    ),
                ),
                (
                    "township",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.organisation",
                        verbose_name="township",
                    ),
                ),
            ],
            options={
                "verbose_name": "household on file",
                "verbose_name_plural": "households on file",
                "ordering": ["township__path", "number"],
            },
        ),
        migrations.CreateModel(
            name="CasePerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("visitor", "visitor of the township"),
                            ("panel", "democratic panel"),
                            ("reviewer", "review"),
                            ("county", "visitor of the county"),
                        ],
                        max_length=8,
                        verbose_name="part",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="who")),
                ("at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.member",
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_people",
                        to="pledges.householdfiling",
                    ),
                ),
            ],
            options={
                "verbose_name": "person of a case",
                "verbose_name_plural": "people of cases",
                "ordering": ["filing", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HouseholdNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("more", "increased"),
                            ("less", "reduced"),
                            ("stop", "stopped"),
                            ("keep", "left as it was"),
                        ],
                        max_length=4,
                        verbose_name="change",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "monthly",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="assistance a month from then on (yuan)",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="pledges.householdfiling",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the assistance",
                "verbose_name_plural": "changes of the assistance",
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="KinshipAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=19, unique=True)),
                ("key", models.CharField(editable=False, max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unmatched", "the two sides do not agree"),
                            ("not_recused", "should have stepped back and did not"),
                            ("overdue", "declaration overdue"),
                            ("post", "not declared after a change of post"),
                        ],
                        max_length=11,
                        verbose_name="alert",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits to be handled"),
                            ("concluded", "waits for the second look"),
                            ("closed", "struck off"),
                            ("settled", "settled by a new declaration"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                ("raised_at", models.DateTimeField(verbose_name="raised")),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("corrected", "corrected by the person or household"),
                            ("explained", "checked, no breach"),
                            ("redone", "stepped back, the step was done again"),
                            ("talked", "admonished"),
                            ("handed_on", "clue handed on"),
                        ],
                        max_length=9,
                        verbose_name="conclusion",
                    ),
                ),
                ("concluded_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="pledges.householdfiling",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kinship_alerts",
                        to="staff.member",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.organisation",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert about near relatives",
                "verbose_name_plural": "alerts about near relatives",
                "ordering": ["-raised_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AlertStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("concluded", "concluded"),
                            ("agreed", "second look: agreed"),
                            ("reopened", "second look: opened again"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("corrected", "corrected by the person or household"),
                            ("explained", "checked, no breach"),
                            ("redone", "stepped back, the step was done again"),
                            ("talked", "admonished"),
                            ("handed_on", "clue handed on"),
                        ],
                        max_length=9,
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="reason")),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="pledges.kinshipalert",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an alert",
                "verbose_name_plural": "steps of alerts",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="KinshipRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        default=12, verbose_name="a declaration holds for (months)"
                    ),
                ),
                (
                    "post_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        verbose_name="declare after taking up or changing a post within (days)",
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline of declarations",
                "verbose_name_plural": "deadlines of declarations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="kinship_rules_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1), ("post_days__gte", 1)),
                        name="kinship_rules_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KinshipTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("relation", "relation"),
                            ("aid", "kind of assistance"),
                            ("category", "category of staff"),
                        ],
                        max_length=10,
                        verbose_name="list",
                    ),
                ),
                ("code", models.SlugField(max_length=30, verbose_name="code")),
                ("label", models.CharField(max_length=40, verbose_name="word")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("active", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "verbose_name": "word of the filing lists",
                "verbose_name_plural": "words of the filing lists",
                "ordering": ["kind", "order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "code"), name="kinship_term_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="KinshipMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("agree", "both sides agree"),
                            ("staff_only", "only the staff member"),
                            ("household_only", "only the household"),
                            ("different", "different relation"),
                            ("bad_id", "ID number fails the check"),
                        ],
                        max_length=14,
                        verbose_name="result of the comparison",
                    ),
                ),
                ("compared_at", models.DateTimeField(verbose_name="compared")),
                (
                    "filing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="pledges.householdfiling",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.member",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.organisation",
                        verbose_name="township",
                    ),
                ),
                (
                    "relative",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="pledges.nearrelative",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the comparison",
                "verbose_name_plural": "lines of the comparison",
                "ordering": ["place__path", "pk"],
            },
        ),
        migrations.CreateModel(
            name="NearRelativeDeclaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=19, unique=True, verbose_name="code")),
                (
                    "number",
                    models.CharField(
                        max_length=40, unique=True, verbose_name="number of the declaration"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "first declaration"),
                            ("yearly", "yearly declaration"),
                            ("change", "declaration of a change"),
                        ],
                        max_length=8,
                        verbose_name="kind of declaration",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("signed", "waits for the unit's opinion"),
                            ("reviewed", "waits for the county"),
                            ("filed", "filed"),
                            ("focus", "filed, to be checked closely"),
                            ("returned", "sent back"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "member_name",
                    models.CharField(max_length=50, verbose_name="name of the declarer"),
                ),
                ("organisation_name", models.CharField(max_length=80, verbose_name="unit")),
                ("post_name", models.CharField(max_length=60, verbose_name="post")),
                (
                    "id_number",
                    cms.lib.fields.EncryptedTextField(blank=True, verbose_name="ID number"),
                ),
                ("id_number_hash", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "category",
                    models.CharField(blank=True, max_length=30, verbose_name="category of staff"),
                ),
                ("phone", cms.lib.fields.EncryptedTextField(blank=True, verbose_name="phone")),
                (
                    "has_relatives",
                    models.BooleanField(
                        blank=True,
                        null=True,
                        verbose_name="relatives apply for or receive assistance",
                    ),
                ),
                (
                    "promised",
                    models.BooleanField(default=False, verbose_name="promise to step back"),
                ),
                ("typed", cms.lib.fields.EncryptedTextField(blank=True)),
                ("text", cms.lib.fields.EncryptedTextField(blank=True)),
                (
                    "digest",
                    models.CharField(blank=True, max_length=64, verbose_name="digest of the text"),
                ),
                ("created_at", models.DateTimeField(verbose_name="begun")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="time of signing")),
                ("is_current", models.BooleanField(default=False)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="staff.member",
                    ),
                ),
                (
                    "renews",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewed_by",
                        to="pledges.nearrelativedeclaration",
                    ),
                ),
            ],
            options={
                "verbose_name": "near-relative declaration",
                "verbose_name_plural": "near-relative declarations",
                "ordering": ["-signed_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="nearrelative",
            name="declaration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="relatives",
                to="pledges.nearrelativedeclaration",
            ),
        ),
        migrations.AddField(
            model_name="kinshipalert",
            name="declaration",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alerts",
                to="pledges.nearrelativedeclaration",
            ),
        ),
        migrations.CreateModel(
            name="DeclarationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opinion", "opinion of the unit"),
                            ("conclusion", "conclusion of the county"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("filed", "filed"),
                            ("focus", "filed, to be checked closely"),
                            ("returned", "sent back"),
                        ],
                        max_length=8,
                        verbose_name="conclusion",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="words")),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="pledges.nearrelativedeclaration",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a declaration",
                "verbose_name_plural": "steps of declarations",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DeclarationSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("strokes", models.JSONField()),
                ("path", models.TextField()),
                ("method", models.CharField(max_length=20, verbose_name="identity confirmed by")),
                ("assertion", models.JSONField(null=True)),
                ("at", models.DateTimeField(verbose_name="time of signing")),
                (
                    "declaration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature",
                        to="pledges.nearrelativedeclaration",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature of a declaration",
                "verbose_name_plural": "signatures of declarations",
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member_name", models.CharField(max_length=50, verbose_name="who stepped back")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("visitor", "visitor of the township"),
                            ("panel", "democratic panel"),
                            ("reviewer", "review"),
                            ("county", "visitor of the county"),
                        ],
                        max_length=8,
                        verbose_name="from which part",
                    ),
                ),
                ("substitute", models.CharField(max_length=50, verbose_name="taken over by")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("on", models.DateField(verbose_name="stepped back on")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="pledges.householdfiling",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="staff.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "recusal",
                "verbose_name_plural": "recusals",
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Rescreening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("on", models.DateField(verbose_name="screened on")),
                (
                    "application",
                    models.CharField(
                        choices=[("fine", "in order"), ("problem", "problem")],
                        max_length=7,
                        verbose_name="application",
                    ),
                ),
                (
                    "acceptance",
                    models.CharField(
                        choices=[("fine", "in order"), ("problem", "problem")],
                        max_length=7,
                        verbose_name="acceptance",
                    ),
                ),
                (
                    "confirmation",
                    models.CharField(
                        choices=[("fine", "in order"), ("problem", "problem")],
                        max_length=7,
                        verbose_name="review and confirmation",
                    ),
                ),
                (
                    "conclusion",
                    models.CharField(
                        choices=[
                            ("keep", "stays on file, nothing to change"),
                            ("adjust", "assistance to be adjusted"),
                            ("stop", "assistance to be stopped"),
                            ("clue", "clue handed on"),
                        ],
                        max_length=6,
                        verbose_name="conclusion",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="what was found")),
                ("by_name", models.CharField(max_length=80, verbose_name="screened by")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rescreenings",
                        to="pledges.householdfiling",
                    ),
                ),
            ],
            options={
                "verbose_name": "yearly screening",
                "verbose_name_plural": "yearly screenings",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="householdfiling",
            index=models.Index(fields=["township", "related", "state"], name="household_township"),
        ),
        migrations.AddConstraint(
            model_name="householdfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked", True)), name="household_was_asked"
            ),
        ),
        migrations.AddConstraint(
            model_name="householdfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__gte", 1)), name="household_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="householdfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("related", False),
                    models.Q(
                        models.Q(("staff_name", ""), _negated=True),
                        models.Q(("relation", ""), _negated=True),
                        models.Q(("hardship", ""), _negated=True),
                        models.Q(("means", ""), _negated=True),
                        models.Q(("opinion", ""), _negated=True),
                        ("visited_on__isnull", False),
                        ("visitors_unrelated", True),
                    ),
                    _connector="OR",
                ),
                name="household_related_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("related", False),
                    ("state__in", ["filed", "stopped", "replaced"]),
                    models.Q(
                        ("county_visited_on__isnull", False),
                        models.Q(("county_found", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="household_county_visits_first",
            ),
        ),
        migrations.AddIndex(
            model_name="kinshipmatch",
            index=models.Index(fields=["place", "result"], name="kinship_place_result"),
        ),
        migrations.AddConstraint(
            model_name="kinshipmatch",
            constraint=models.UniqueConstraint(
                fields=("relative", "filing"), name="kinship_pair_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="kinshipmatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("filing__isnull", True)),
                fields=("relative",),
                name="kinship_staff_side_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="kinshipmatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("relative__isnull", True)),
                fields=("filing",),
                name="kinship_household_side_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="kinshipmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("relative__isnull", False), ("filing__isnull", False), _connector="OR"
                ),
                name="kinship_has_a_side",
            ),
        ),
        migrations.AddIndex(
            model_name="nearrelativedeclaration",
            index=models.Index(fields=["status", "signed_at"], name="declaration_status"),
        ),
        migrations.AddConstraint(
            model_name="nearrelativedeclaration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "draft")),
                fields=("member",),
                name="declaration_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="nearrelativedeclaration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("member",),
                name="declaration_one_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="nearrelativedeclaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at__isnull", True), ("status", "draft")),
                    models.Q(
                        models.Q(("status", "draft"), _negated=True),
                        models.Q(("digest", ""), _negated=True),
                        ("has_relatives__isnull", False),
                        ("promised", True),
                        ("signed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="declaration_signed_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="nearrelative",
            constraint=models.UniqueConstraint(
                fields=("declaration", "position"), name="near_relative_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="nearrelative",
            constraint=models.UniqueConstraint(
                fields=("declaration", "series"), name="near_relative_series"
            ),
        ),
        migrations.AddConstraint(
            model_name="nearrelative",
            constraint=models.CheckConstraint(
                condition=models.Q(("monthly__gte", 0), ("people__gte", 1)),
                name="near_relative_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="nearrelative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("took_part", False),
                    models.Q(("took_part_in", ""), _negated=True),
                    _connector="OR",
                ),
                name="near_relative_part_said",
            ),
        ),
        migrations.AddIndex(
            model_name="kinshipalert",
            index=models.Index(fields=["place", "state", "kind"], name="kinship_alert_place"),
        ),
        migrations.AddConstraint(
            model_name="kinshipalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["concluded", "closed"]), _negated=True),
                    models.Q(
                        models.Q(("conclusion", ""), _negated=True),
                        ("concluded_at__isnull", False),
                        ("concluded_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="kinship_alert_concluded_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="kinshipalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        models.Q(("closed_by", models.F("concluded_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="kinship_alert_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="declarationstep",
            constraint=models.UniqueConstraint(
                fields=("declaration", "kind"), name="declaration_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                fields=("filing", "member", "role"), name="recusal_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rescreening",
            constraint=models.UniqueConstraint(
                fields=("filing", "year"), name="rescreening_once_a_year"
            ),
        ),
    ]
