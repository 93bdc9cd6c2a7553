import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kinship', '0001_initial'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='alertstep',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caseperson',
            name='member',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.member'),
        ),
        migrations.AddField(
            model_name='declarationstep',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='householdfiling',
            name='accepted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by'),
        ),
        migrations.AddField(
            model_name='householdfiling',
            name='member',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='household_filings', to='staff.member'),
        ),
        migrations.AddField(
            model_name='householdfiling',
            name='replaces',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='kinship.householdfiling'),
        ),
        migrations.AddField(
            model_name='householdfiling',
            name='township',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='township'),
        ),
        migrations.AddField(
            model_name='caseperson',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_people', to='kinship.householdfiling'),
        ),
        migrations.AddField(
            model_name='householdnote',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='householdnote',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='kinship.householdfiling'),
        ),
        migrations.AddField(
            model_name='kinshipalert',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='kinshipalert',
            name='concluded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='kinshipalert',
            name='filing',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='kinship.householdfiling'),
        ),
        migrations.AddField(
            model_name='kinshipalert',
            name='member',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kinship_alerts', to='staff.member'),
        ),
        migrations.AddField(
            model_name='kinshipalert',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='alertstep',
            name='alert',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='kinship.kinshipalert'),
        ),
        migrations.AddField(
            model_name='kinshipmatch',
            name='filing',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='kinship.householdfiling'),
        ),
        migrations.AddField(
            model_name='kinshipmatch',
            name='member',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.member'),
        ),
        migrations.AddField(
            model_name='kinshipmatch',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.organisation', verbose_name='township'),
        ),
        migrations.AddConstraint(
            model_name='kinshiprules',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='kinship_rules_one_row'),
        ),
        migrations.AddConstraint(
            model_name='kinshiprules',
            constraint=models.CheckConstraint(condition=models.Q(('months__gte', 1), ('post_days__gte', 1)), name='kinship_rules_positive'),
        ),
        migrations.AddConstraint(
            model_name='kinshipterm',
            constraint=models.UniqueConstraint(fields=('kind', 'code'), name='kinship_term_once'),
        ),
        migrations.AddField(
            model_name='kinshipmatch',
            name='relative',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='kinship.nearrelative'),
        ),
        migrations.AddField(
            model_name='nearrelativedeclaration',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='staff.member'),
        ),
        migrations.AddField(
            model_name='nearrelativedeclaration',
            name='renews',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewed_by', to='kinship.nearrelativedeclaration'),
        ),
        migrations.AddField(
            model_name='nearrelative',
            name='declaration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relatives', to='kinship.nearrelativedeclaration'),
        ),
        migrations.AddField(
            model_name='kinshipalert',
            name='declaration',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='kinship.nearrelativedeclaration'),
        ),
        migrations.AddField(
            model_name='declarationstep',
            name='declaration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='kinship.nearrelativedeclaration'),
        ),
        migrations.AddField(
            model_name='declarationsignature',
            name='declaration',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signature', to='kinship.nearrelativedeclaration'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recusal',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='kinship.householdfiling'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='staff.member'),
        ),
        migrations.AddField(
            model_name='rescreening',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rescreening',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rescreenings', to='kinship.householdfiling'),
        ),
        migrations.AddIndex(
            model_name='householdfiling',
            index=models.Index(fields=['township', 'related', 'state'], name='household_township'),
        ),
        migrations.AddConstraint(
            model_name='householdfiling',
            constraint=models.CheckConstraint(condition=models.Q(('asked', True)), name='household_was_asked'),
        ),
        migrations.AddConstraint(
            model_name='householdfiling',
            constraint=models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='household_people'),
        ),
        migrations.AddConstraint(
            model_name='householdfiling',
            constraint=models.CheckConstraint(condition=models.Q(('related', False), models.Q(models.Q(('staff_name', ''), _negated=True), models.Q(('relation', ''), _negated=True), models.Q(('hardship', ''), _negated=True), models.Q(('means', ''), _negated=True), models.Q(('opinion', ''), _negated=True), ('visited_on__isnull', False), ('visitors_unrelated', True)), _connector='OR'), name='household_related_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='householdfiling',
            constraint=models.CheckConstraint(condition=models.Q(('related', False), ('state__in', ['filed', 'stopped', 'replaced']), models.Q(('county_visited_on__isnull', False), models.Q(('county_found', ''), _negated=True)), _connector='OR'), name='household_county_visits_first'),
        ),
        migrations.AddIndex(
            model_name='kinshipmatch',
            index=models.Index(fields=['place', 'result'], name='kinship_place_result'),
        ),
        migrations.AddConstraint(
            model_name='kinshipmatch',
            constraint=models.UniqueConstraint(fields=('relative', 'filing'), name='kinship_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='kinshipmatch',
            constraint=models.UniqueConstraint(condition=models.Q(('filing__isnull', True)), fields=('relative',), name='kinship_staff_side_once'),
        ),
        migrations.AddConstraint(
            model_name='kinshipmatch',
            constraint=models.UniqueConstraint(condition=models.Q(('relative__isnull', True)), fields=('filing',), name='kinship_household_side_once'),
        ),
        migrations.AddConstraint(
            model_name='kinshipmatch',
            constraint=models.CheckConstraint(condition=models.Q(('relative__isnull', False), ('filing__isnull', False), _connector='OR'), name='kinship_has_a_side'),
        ),
        migrations.AddIndex(
            model_name='nearrelativedeclaration',
            index=models.Index(fields=['status', 'signed_at'], name='declaration_status'),
        ),
        migrations.AddConstraint(
            model_name='nearrelativedeclaration',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('member',), name='declaration_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='nearrelativedeclaration',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('member',), name='declaration_one_current'),
        ),
        migrations.AddConstraint(
            model_name='nearrelativedeclaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), models.Q(('digest', ''), _negated=True), ('has_relatives__isnull', False), ('promised', True), ('signed_at__isnull', False)), _connector='OR'), name='declaration_signed_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='nearrelative',
            constraint=models.UniqueConstraint(fields=('declaration', 'position'), name='near_relative_position'),
        ),
        migrations.AddConstraint(
            model_name='nearrelative',
            constraint=models.UniqueConstraint(fields=('declaration', 'series'), name='near_relative_series'),
        ),
        migrations.AddConstraint(
            model_name='nearrelative',
            constraint=models.CheckConstraint(condition=models.Q(('monthly__gte', 0), ('people__gte', 1)), name='near_relative_amounts'),
        ),
        migrations.AddConstraint(
            model_name='nearrelative',
            constraint=models.CheckConstraint(condition=models.Q(('took_part', False), models.Q(('took_part_in', ''), _negated=True), _connector='OR'), name='near_relative_part_said'),
        ),
        migrations.AddIndex(
            model_name='kinshipalert',
            index=models.Index(fields=['place', 'state', 'kind'], name='kinship_alert_place'),
        ),
        migrations.AddConstraint(
            model_name='kinshipalert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['concluded', 'closed']), _negated=True), models.Q(models.Q(('conclusion', ''), _negated=True), ('concluded_at__isnull', False), ('concluded_by__isnull', False)), _connector='OR'), name='kinship_alert_concluded_whole'),
        ),
        migrations.AddConstraint(
            model_name='kinshipalert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('closed_by', models.F('concluded_by')), _negated=True)), _connector='OR'), name='kinship_alert_two_people'),
        ),
        migrations.AddConstraint(
            model_name='declarationstep',
            constraint=models.UniqueConstraint(fields=('declaration', 'kind'), name='declaration_step_once'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.UniqueConstraint(fields=('filing', 'member', 'role'), name='recusal_once'),
        ),
        migrations.AddConstraint(
            model_name='rescreening',
            constraint=models.UniqueConstraint(fields=('filing', 'year'), name='rescreening_once_a_year'),
        ),
    ]
