"""Rights for the groups of curators, given by migrations. A migration that makes a model for curators calls ``give`` too."""

from django.contrib.auth.management import create_permissions

CURATORS, REVIEWERS = "Curators", "Reviewers"


def give(apps, schema_editor, groups: dict[str, list[str]]) -> None:
    """Give each of these groups the rights with these code names on models of ``talks``. A missing group is left out.

    The rights of new models are made by Django after the last migration; here they are needed before.
    """
    using = schema_editor.connection.alias
    config = apps.get_app_config("talks")
    module = getattr(config, "models_module", None)
    config.models_module = True  # of the state of a migration it has none, and Django would make nothing
    try:
        create_permissions(config, verbosity=0, apps=apps, using=using)
    finally:
        config.models_module = module
    rights = apps.get_model("auth", "Permission").objects.using(using).filter(content_type__app_label="talks")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=groups):
        group.permissions.add(*rights.filter(codename__in=groups[group.name]))
