"""Origins in place of agencies, kinds of question, standing positions, and the side of each published statement.

Every address and filter stays: the house of an origin is what was the agency. Where a report named an agency, it gets an
origin of its own, since two reports that relay one agency need not relay one dispatch.
"""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Case, F, OuterRef, Subquery, Value, When

import talks.dates
import talks.validators


def agencies_to_origins(apps, schema_editor):
    """Give each report with an agency an origin, under the slug of the report, on a supposed basis."""
    Article, Origin = apps.get_model('talks', 'Article'), apps.get_model('talks', 'Origin')
    relayed = Article.objects.filter(agency__isnull=False).order_by('pk')
    rows = relayed.values_list('slug', 'agency')
    Origin.objects.bulk_create((Origin(slug=slug, kind='dispatch', house_id=house) for slug, house in rows.iterator()), 1000)
    own = Origin.objects.filter(slug=OuterRef('slug')).values('pk')
    relayed.order_by().update(origin=Subquery(own), origin_basis='supposed', origin_note=F('agency_basis'))
    settle(schema_editor)


def origins_to_agencies(apps, schema_editor):
    """Write the house of each origin back as the agency of its reports."""
    Article, Origin = apps.get_model('talks', 'Article'), apps.get_model('talks', 'Origin')
    house = Origin.objects.filter(pk=OuterRef('origin')).values('house')
    basis = Case(When(origin_note='', then=Value('The report says so.')), default=F('origin_note'))
    Article.objects.filter(origin__house__isnull=False).update(agency=Subquery(house), agency_basis=basis)
    Article.objects.update(origin=None)
    settle(schema_editor)


def write_sides(apps, schema_editor):
    """Write onto each published statement the side that its speaker speaks for now."""
    Actor, Claim = apps.get_model('talks', 'Actor'), apps.get_model('talks', 'Claim')
    claims = Claim.objects.filter(status='published', side=None, speaker__isnull=False)
    side = Actor.objects.filter(pk=OuterRef('speaker')).values('side')
    claims.filter(speaker__side__isnull=False).update(side=Subquery(side))
    claims.filter(speaker__side=None, speaker__kind__in=['party', 'group']).update(side=F('speaker'))
    settle(schema_editor)


def settle(schema_editor):
    """Check references now: PostgreSQL alters no table while their checks are pending."""
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('talks', '0004_in_short_and_spellings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Origin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The name in addresses and files. When it changes, the old address keeps working.', max_length=120, unique=True, validators=[django.core.validators.RegexValidator('\\A(?!none\\Z)[a-z0-9]+(-[a-z0-9]+)*\\Z', 'Use small letters a–z, digits and single hyphens; “none” is kept for what is missing.')], verbose_name='slug')),
                ('kind', models.CharField(choices=[('dispatch', 'Dispatch'), ('broadcast', 'Broadcast'), ('post', 'Post'), ('transcript', 'Transcript'), ('document', 'Document')], default='dispatch', max_length=24, verbose_name='kind')),
                ('date_earliest', models.DateField(blank=True, db_index=True, editable=False, null=True, serialize=False)),
                ('date_latest', models.DateField(blank=True, db_index=True, editable=False, null=True, serialize=False)),
                ('date_seal', models.CharField(blank=True, default='||', editable=False, max_length=86, serialize=False)),
                ('date', talks.dates.EDTFField(adds_columns=False, blank=True, help_text='The day on which it was published, such as 2022-03-11.', interval_allowed=False, max_length=64, verbose_name='date')),
                ('date_basis', models.CharField(blank=True, choices=[('stated', 'Stated'), ('inferred', 'Inferred'), ('elsewhere', 'Known from elsewhere')], help_text='How this is known.', max_length=24, verbose_name='basis of the day')),
                ('date_basis_note', models.CharField(blank=True, help_text='From what it follows, or where it is known from. Needed unless a report states it.', max_length=300, validators=[talks.validators.plain], verbose_name='from what')),
                ('note', models.TextField(blank=True, help_text='What a reader should know about it.', validators=[talks.validators.plain], verbose_name='note')),
            ],
            options={
                'verbose_name': 'origin',
                'verbose_name_plural': 'origins',
                'ordering': ['slug'],
            },
        ),
        migrations.AddField(
            model_name='origin',
            name='house',
            field=models.ForeignKey(blank=True, help_text='The agency, station or body that it comes from, where that is known.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='talks.outlet', verbose_name='house'),
        ),
        migrations.AddField(
            model_name='article',
            name='captured',
            field=models.DateField(blank=True, help_text='The day on which the archived copy was made.', null=True, verbose_name='captured'),
        ),
        migrations.AddField(
            model_name='article',
            name='no_capture',
            field=models.CharField(blank=True, help_text='One sentence, where no copy is archived.', max_length=300, validators=[talks.validators.plain], verbose_name='why there is no capture'),
        ),
        migrations.AddField(
            model_name='article',
            name='origin_basis',
            field=models.CharField(blank=True, choices=[('stated', 'Stated'), ('matched', 'Matched'), ('supposed', 'Supposed')], help_text='Needed where an origin is chosen.', max_length=24, verbose_name='how the origin is known'),
        ),
        migrations.AddField(
            model_name='article',
            name='origin_note',
            field=models.CharField(blank=True, help_text='One sentence. Needed unless the report states its origin.', max_length=300, validators=[talks.validators.plain], verbose_name='from what'),
        ),
        migrations.AddField(
            model_name='claim',
            name='cue',
            field=models.CharField(blank=True, help_text='The verb with which the report gives the statement, in its words: “claimed”, “acknowledged”.', max_length=60, validators=[talks.validators.plain], verbose_name='verb of the report'),
        ),
        migrations.AddField(
            model_name='claim',
            name='standing',
            field=models.BooleanField(default=False, help_text="A position that is held, as reported. It has no day on which it was said; its report's day orders it.", verbose_name='standing position'),
        ),
        migrations.AddField(
            model_name='question',
            name='context',
            field=models.TextField(blank=True, help_text='For a characterisation: who characterises it, of what, and on what occasion. Readers see it first.', validators=[talks.validators.plain], verbose_name='context'),
        ),
        migrations.AddField(
            model_name='question',
            name='kind',
            field=models.CharField(choices=[('record', 'Of the record'), ('position', 'Of a position'), ('characterisation', 'Of a characterisation')], default='record', max_length=24, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='article',
            name='origin',
            field=models.ForeignKey(blank=True, help_text='The dispatch, broadcast, post, transcript or document that the report relays, if that is known.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='talks.origin', verbose_name='origin'),
        ),
        migrations.RunPython(agencies_to_origins, origins_to_agencies),
        migrations.RemoveConstraint(
            model_name='article',
            name='article_agency_has_basis',
        ),
        migrations.RemoveField(
            model_name='article',
            name='agency',
        ),
        migrations.RemoveField(
            model_name='article',
            name='agency_basis',
        ),
        migrations.AlterField(
            model_name='claim',
            name='side',
            field=models.ForeignKey(blank=True, help_text='Taken from the speaker unless set. Publishing writes it down, so that it stays when the speaker moves.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements_for', to='talks.actor', verbose_name='speaks for'),
        ),
        migrations.AlterField(
            model_name='question',
            name='reason',
            field=models.CharField(blank=True, help_text='One sentence; needed unless this asks for a characterisation. Compatible statements, different days and different measures are no difference.', max_length=400, validators=[talks.validators.plain], verbose_name='why the difference is real'),
        ),
        migrations.AlterField(
            model_name='question',
            name='text',
            field=models.CharField(help_text='One matter at one time, as a neutral question; for a characterisation “How … is characterised”.', max_length=200, validators=[talks.validators.plain], verbose_name='question'),
        ),
        migrations.AlterField(
            model_name='rename',
            name='model',
            field=models.CharField(choices=[('actor', 'actor'), ('article', 'article'), ('claim', 'claim'), ('event', 'event'), ('origin', 'origin'), ('outlet', 'outlet'), ('place', 'place'), ('question', 'question'), ('topic', 'topic')], max_length=24, verbose_name='kind of record'),
        ),
        migrations.RunPython(write_sides, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('standing', False), ('said', ''), _connector='OR'), name='claim_standing_has_no_day', violation_error_message='A standing position has no day on which it was said: leave the day empty.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['record', 'position', 'characterisation', ''])), name='question_kind_known', violation_error_message='That word is not in the list.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'characterisation'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='question_reason_given', violation_error_message='Say in one sentence why the difference is real.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'characterisation'), _negated=True), models.Q(('context', ''), _negated=True), _connector='OR'), name='question_context_given', violation_error_message='A characterisation needs its context.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('origin_basis__in', ['stated', 'matched', 'supposed', ''])), name='article_origin_basis_known', violation_error_message='That word is not in the list.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('origin__isnull', True), models.Q(('origin_basis', ''), _negated=True), _connector='OR'), name='article_origin_has_basis', violation_error_message='Say how the origin is known: choose its basis.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('origin_basis__in', ['', 'stated']), models.Q(('origin_note', ''), _negated=True), _connector='OR'), name='article_origin_has_note', violation_error_message='Say from what the origin is known.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('no_capture', ''), ('captured__isnull', True), _connector='OR'), name='article_captured_or_not', violation_error_message='Give the day of the capture, or say why there is none.'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.CheckConstraint(condition=models.Q(('date_seal', talks.dates.Seal('date', 'date_earliest', 'date_latest')), models.Q(('date_earliest__isnull', True), ('date_latest__isnull', True), ('date_earliest__lte', models.F('date_latest')), _connector='OR')), name='origin_date_bounds', violation_error_message='The first and last day do not fit the date: assign the date again.'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['dispatch', 'broadcast', 'post', 'transcript', 'document', ''])), name='origin_kind_known', violation_error_message='That word is not in the list.'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.CheckConstraint(condition=models.Q(('date_basis__in', ['stated', 'inferred', 'elsewhere', ''])), name='origin_date_basis_known', violation_error_message='That word is not in the list.'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.CheckConstraint(condition=models.Q(('date', ''), models.Q(('date_basis', ''), _negated=True), _connector='OR'), name='origin_date_has_basis', violation_error_message='Say how this is known: choose its basis.'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.CheckConstraint(condition=models.Q(('date_basis__in', ['', 'stated']), models.Q(('date_basis_note', ''), _negated=True), _connector='OR'), name='origin_date_basis_has_note', violation_error_message='Say from what, or from where, this is known.'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.CheckConstraint(condition=models.Q(('date__contains', '/'), _negated=True), name='origin_date_is_no_interval', violation_error_message='It was published on one day; write [a..b] where it is not known which.'),
        ),
    ]
