"""The state “in review”, the right to publish, and the groups Curators and Reviewers.

Whoever could publish before, since changing a report, an event or a statement was enough, still can. A group that has
one of the two names already stays as it is.
"""

from django.db import migrations, models
from django.db.models import Q

from talks.migrations._groups import CURATORS, REVIEWERS, give

KINDS = (
    *("actor", "answer", "article", "claim", "event", "lane", "origin"),
    *("outlet", "participation", "place", "process", "question", "topic"),
)
PUBLISHED_BEFORE = ("change_article", "change_claim", "change_event")
STATES = [("draft", "Draft"), ("review", "In review"), ("published", "Published"), ("withdrawn", "Withdrawn")]


def make_groups(apps, schema_editor) -> None:
    rights = [f"{verb}_{kind}" for kind in KINDS for verb in ("add", "change", "delete", "view")] + ["view_rename"]
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    made = [name for name in (CURATORS, REVIEWERS) if groups.get_or_create(name=name)[1]]
    wanted = {CURATORS: rights, REVIEWERS: [*rights, "publish"]}
    give(apps, schema_editor, {name: wanted[name] for name in made})


def let_publish_who_could(apps, schema_editor) -> None:
    """Give the right to publish to the users and groups that could change what is published."""
    using = schema_editor.connection.alias
    rights = apps.get_model("auth", "Permission").objects.using(using).filter(content_type__app_label="talks")
    publish, could = rights.get(codename="publish"), rights.filter(codename__in=PUBLISHED_BEFORE)
    for user in apps.get_model("auth", "User").objects.using(using).filter(user_permissions__in=could).distinct():
        user.user_permissions.add(publish)
    for group in apps.get_model("auth", "Group").objects.using(using).filter(permissions__in=could).distinct():
        group.permissions.add(publish)


def forward(apps, schema_editor) -> None:
    rights = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    is_new = not rights.filter(content_type__app_label="talks", codename="publish").exists()
    give(apps, schema_editor, {})  # the right to publish has to be there before it is given
    if is_new:  # not after a step back and forth, when somebody may have lost it meanwhile
        let_publish_who_could(apps, schema_editor)
    make_groups(apps, schema_editor)


def back(apps, schema_editor) -> None:
    for model in ("Article", "Claim", "Event"):
        rows = apps.get_model("talks", model).objects.using(schema_editor.connection.alias)
        rows.filter(status="review").update(status="draft")


class Migration(migrations.Migration):
    dependencies = [
        ("talks", "0009_history"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="claim",
            options={
                "ordering": ["article", "paragraph", "slug"],
                "permissions": [("publish", "Can publish, withdraw and take back reports, events and statements")],
                "verbose_name": "statement",
                "verbose_name_plural": "statements",
            },
        ),
        *(migrations.RemoveConstraint(model, f"{model}_status_known") for model in ("article", "claim", "event")),
        *(
            migrations.AlterField(
                model,
                "status",
                models.CharField(choices=STATES, default="draft", max_length=24, verbose_name="status"),
            )
            for model in ("article", "claim", "event")
        ),
        *(
            migrations.AddConstraint(
                model,
                models.CheckConstraint(
                    condition=Q(status__in=["draft", "review", "published", "withdrawn", ""]),
                    name=f"{model}_status_known",
                    violation_error_message="That word is not in the list.",
                ),
            )
            for model in ("article", "claim", "event")
        ),
        migrations.RunPython(forward, back, elidable=False),
    ]
