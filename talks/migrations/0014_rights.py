"""History of corrections, and what curators may do with corrections and with readers' error reports."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from talks.migrations._groups import CURATORS, REVIEWERS, give

OURS = "change_participation"  # a right of the groups that migration 0010 made; a group of an operator's own stays as it is

RIGHTS = [f"{verb}_correction" for verb in ("add", "change", "delete", "view")]
RIGHTS += ["view_errorreport", "change_errorreport", "view_linkcheck"]


def forward(apps, schema_editor) -> None:
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    ours = groups.filter(name__in=(CURATORS, REVIEWERS), permissions__codename=OURS)
    give(apps, schema_editor, dict.fromkeys(ours.values_list("name", flat=True), RIGHTS))


class Migration(migrations.Migration):

    dependencies = [
        ('talks', '0013_sources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalCorrection',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True)),
                ('slug', models.SlugField(db_index=False, max_length=120)),
                ('history_change_reason', models.CharField(max_length=300, null=True)),
                ('kind', models.CharField(max_length=24)),
                ('day', models.DateField()),
                ('field', models.CharField(blank=True, max_length=80)),
                ('before', models.CharField(blank=True, max_length=300)),
                ('after', models.CharField(blank=True, max_length=300)),
                ('reason', models.CharField(max_length=300)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('actor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='talks.actor')),
                ('article', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='talks.article')),
                ('claim', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='talks.claim')),
                ('event', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='talks.event')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='talks.question')),
            ],
            options={
                'verbose_name': 'historical correction',
                'verbose_name_plural': 'historical corrections',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('history_type', '-')), fields=['history_date'], name='correction_deleted')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(forward, migrations.RunPython.noop, elidable=True),
    ]
